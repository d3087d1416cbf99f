#include "lib/plan/command.hpp"

#include "lib/text/error.hpp"
#include "lib/text/glob.hpp"
#include "lib/text/path_text.hpp"
#include "lib/text/utf8.hpp"

namespace docbuild {

namespace {

/// What the placeholders of one job stand for.
class JobPlaceholders {
  public:
    JobPlaceholders(const Plan& plan, JobId job, const Directories& directories)
        : name_(plan.name_of(job)), directories_(directories),
          document_(plan.documents[plan.jobs[index(job)].document]),
          variables_(plan.manifest.documents[document_.rule].variables) {}

    std::string source() const { return resolve(document_.source, directories_.manifest_dir); }
    std::string output() const { return directories_.output_of(name_); }
    const JobName& name() const { return name_; }

    /// The values that are paths or parts of one; empty for any other name.
    std::optional<std::string> path_named(std::string_view name) const {
        if (name == "document") {
            return name_.document;
        }
        if (name == "stage") {
            return name_.stage;
        }
        if (name == "source") {
            return source();
        }
        if (name == "output") {
            return output();
        }
        if (name == "build") {
            return directories_.build;
        }
        return name == "manifest_dir" ? std::optional(directories_.manifest_dir) : std::nullopt;
    }

    std::optional<std::string> variable_named(std::string_view name) const {
        const auto found = variables_.find(std::string(name));
        return found == variables_.end() ? std::nullopt : std::optional(found->second);
    }

  private:
    JobName name_;
    const Directories& directories_;
    const Document& document_;
    const std::map<std::string, std::string>& variables_;
};

class PlaceholderExpander {
  public:
    PlaceholderExpander(const JobPlaceholders& values, const Directories& directories,
                        unsigned slots, const EnvironmentLookup& environment)
        : values_(values), directories_(directories), slots_(slots), environment_(environment) {}

    std::string text(const std::string& written) const {
        return substitute(written, [&](std::string_view name) {
            const auto path = values_.path_named(name);
            return path ? *path : other(name);
        });
    }

    std::string path(const std::string& written) const {
        return resolve(text(written), directories_.manifest_dir);
    }

    /// Paths are filled in as they are, even where they hold characters of a pattern.
    std::string glob(const std::string& written) const {
        return substitute(written, [&](std::string_view name) {
            const auto path = values_.path_named(name);
            return path ? glob_quote(*path) : other(name);
        });
    }

    std::string absolute_glob(const std::string& written) const {
        return resolve(glob(written), glob_quote(directories_.manifest_dir));
    }

    /// Each of `written` (none where it is absent), filled in by `fill`.
    std::vector<std::string> each(const std::optional<std::vector<std::string>>& written,
                                  std::string (PlaceholderExpander::*fill)(const std::string&)
                                      const) const {
        std::vector<std::string> filled;
        for (const std::string& one : written.value_or(std::vector<std::string>())) {
            filled.push_back((this->*fill)(one));
        }
        return filled;
    }

  private:
    std::string other(std::string_view name) const {
        if (name == "jobs") {
            return std::to_string(slots_);
        }
        if (name.starts_with(environment_prefix)) {
            return environment_variable(std::string(name.substr(environment_prefix.size())));
        }
        return values_.variable_named(name).value_or("");
    }

    std::string environment_variable(const std::string& name) const {
        const auto value = environment_(name);
        if (!value) {
            throw InputError(values_.name().text() + ": environment variable " + in_quotes(name) +
                             " is not set; the manifest uses '{env:" + name + "}'");
        }
        return *value;
    }

    const JobPlaceholders& values_;
    const Directories& directories_;
    unsigned slots_;
    const EnvironmentLookup& environment_;
};

std::optional<SphinxKeys> sphinx_keys_of(const StageKeys& keys,
                                         const PlaceholderExpander& filling) {
    if (!keys.sphinx) {
        return std::nullopt;
    }
    SphinxKeys found{
        *keys.sphinx, filling.each(keys.arguments, &PlaceholderExpander::text), {}, {}};
    if (keys.conf) {
        found.conf = filling.path(*keys.conf);
    }
    found.python = filling.text(keys.python.value_or(""));
    return found;
}

} // namespace

BuilderCommand fill_in(const Plan& plan, JobId job, const Directories& directories, unsigned slots,
                       const EnvironmentLookup& environment) {
    const KeysInForce keys = plan.keys_of(job);
    const JobPlaceholders values(plan, job, directories);
    const PlaceholderExpander filling(values, directories, slots, environment);
    BuilderCommand command;
    command.argv = filling.each(keys->command, &PlaceholderExpander::text);
    command.sphinx = sphinx_keys_of(*keys, filling);
    command.preload = keys->preload;
    command.speedups = keys->speedups.value_or(true);
    command.cwd = filling.path(keys->cwd.value_or("."));
    command.environment = merge(plan.manifest.environment, keys->environment);
    for (auto& [name, value] : command.environment) {
        value = value ? std::optional(filling.text(*value)) : std::nullopt;
    }
    command.source = values.source();
    command.output = values.output();
    command.outputs = filling.each(keys->outputs, &PlaceholderExpander::path);
    command.inputs = filling.each(keys->inputs, &PlaceholderExpander::absolute_glob);
    command.ignore = filling.each(keys->ignore, &PlaceholderExpander::glob);
    if (keys->depfile) {
        command.depfile = filling.path(*keys->depfile);
    }
    return command;
}

std::string fill_in_path(const Plan& plan, JobId job, const std::string& path,
                         const Directories& directories) {
    const JobPlaceholders values(plan, job, directories);
    const std::string filled = substitute(path, [&](std::string_view name) {
        const auto known = values.path_named(name);
        const auto value = known ? known : values.variable_named(name);
        return value ? *value : "{" + std::string(name) + "}";
    });
    return resolve(filled, directories.manifest_dir);
}

std::vector<std::string> outputs_outside_output_dir(const Plan& plan, JobId job,
                                                    const Directories& directories) {
    std::vector<std::string> paths;
    const KeysInForce keys = plan.keys_of(job);
    for (const std::string& output : keys->outputs.value_or(std::vector<std::string>())) {
        if (!output.starts_with("{output}")) {
            paths.push_back(fill_in_path(plan, job, output, directories));
        }
    }
    return paths;
}

} // namespace docbuild
