#include "app/options.hpp"

#include "app/help.hpp"
#include "lib/host/version.hpp"
#include "lib/text/near_name.hpp"
#include "lib/text/text_parts.hpp"

#include <boost/program_options.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <functional>
#include <map>
#include <optional>

namespace docbuild {

namespace {

namespace program_options = boost::program_options;

using Apply = std::function<void(const std::string& value)>;

struct Option {
    const char* names; // as Program_options takes them: `jobs,j`
    bool has_value;
    Apply apply;
};

std::string long_name(const Option& option) {
    const std::string_view names = option.names;
    return std::string(names.substr(0, names.find(',')));
}

[[noreturn]] void refuse(const std::string& option, const std::string& value,
                         const std::string& wanted) {
    throw InputError(fmt::format("--{}: '{}' is not {}", option, value, wanted));
}

template <typename T>
T value_or_refuse(std::optional<T> value, const std::string& option, const std::string& text,
                  const std::string& wanted) {
    if (!value) {
        refuse(option, text, wanted);
    }
    return *value;
}

template <typename T, std::size_t Size>
T choice_of(const std::array<std::pair<const char*, T>, Size>& choices, const std::string& option,
            const std::string& text) {
    std::vector<std::string> names;
    for (const auto& [name, value] : choices) {
        if (text == name) {
            return value;
        }
        names.emplace_back(name);
    }
    refuse(option, text,
           fmt::format("one of {}{}", fmt::join(names, ", "), did_you_mean(text, names)));
}

constexpr std::array progress_choices = {
    std::pair{"auto", ProgressStyle::automatic}, std::pair{"tty", ProgressStyle::tty},
    std::pair{"plain", ProgressStyle::plain}, std::pair{"none", ProgressStyle::none}};
constexpr std::array colour_choices = {std::pair{"auto", ColourChoice::automatic},
                                       std::pair{"always", ColourChoice::always},
                                       std::pair{"never", ColourChoice::never}};

class OptionReader {
  public:
    OptionReader() {
        add_what_is_built();
        add_how_it_is_built();
        add_tasks();
        add_what_is_shown();
    }

    std::variant<Request, Answer> read(int argc, const char* const* argv) {
        request_.program = argv[0];
        for (const auto& given : parse(argc, argv)) {
            if (given.position_key >= 0) {
                request_.jobs.insert(request_.jobs.end(), given.value.begin(), given.value.end());
                continue;
            }
            const Option& option = options_.at(given.string_key);
            option.apply(given.value.empty() ? "" : given.value.back());
        }
        if (answer_) {
            return *answer_;
        }
        check_together();
        return std::move(request_);
    }

  private:
    using Parsed = std::vector<program_options::option>;

    Parsed parse(int argc, const char* const* argv) const {
        namespace style = program_options::command_line_style;
        program_options::options_description known;
        for (const auto& [name, option] : options_) {
            if (option.has_value) {
                known.add_options()(option.names, program_options::value<std::string>(), "");
            } else {
                known.add_options()(option.names, "");
            }
        }
        known.add_options()("job", program_options::value<std::vector<std::string>>(), "");
        const program_options::positional_options_description jobs =
            program_options::positional_options_description().add("job", -1);
        try {
            return program_options::command_line_parser(argc, argv)
                .options(known)
                .positional(jobs)
                .style(style::unix_style & ~style::allow_guessing)
                .run()
                .options;
        } catch (const program_options::unknown_option& error) {
            throw InputError("unknown option " + unknown(error.get_option_name()));
        } catch (const program_options::error& error) {
            throw InputError(std::string(error.what()) + "; see docbuild --help");
        }
    }

    std::string unknown(const std::string& written) const {
        std::vector<std::string> names;
        for (const auto& [name, option] : options_) {
            names.push_back("--" + name);
        }
        const std::string suggestion = did_you_mean(written, names);
        return fmt::format("'{}'{}", written,
                           suggestion.empty() ? "; see docbuild --help" : suggestion);
    }

    /// Options that make sense only beside others.
    void check_together() const {
        if (request_.stale && request_.task != Task::clean) {
            throw InputError("--stale goes with --clean; give both");
        }
        if (request_.stale && !request_.jobs.empty()) {
            throw InputError("--stale is for jobs that are no longer in the manifest; name none");
        }
        if (request_.depfile && !request_.stamp) {
            throw InputError("--depfile needs --stamp, the file that depends on all inputs");
        }
        if (request_.stamp && (request_.task != Task::build || request_.only_failed)) {
            throw InputError("--stamp is for runs that build all; leave out " +
                             (task_name_.empty() ? "--failed" : "--" + task_name_));
        }
    }

    void add(const char* names, bool has_value, Apply apply) {
        Option option{names, has_value, std::move(apply)};
        options_.emplace(long_name(option), std::move(option));
    }
    void add_flag(const char* names, bool& flag) {
        add(names, false, [&flag](const std::string&) { flag = true; });
    }
    void add_text(const char* names, const std::function<void(std::string)>& apply) {
        add(names, true, apply);
    }

    void add_what_is_built() {
        add_text("manifest,f", [this](std::string text) { request_.manifest = std::move(text); });
        add_text("directory,C", [this](std::string text) { request_.directory = std::move(text); });
        add_flag("keep-going,k", request_.keep_going);
        add_flag("rebuild,B", request_.rebuild);
        add_flag("failed", request_.only_failed);
    }

    ConfigLayer& layer(const std::string& option) {
        ConfigLayer layer;
        layer.origin = "--" + option;
        return request_.command_line.emplace_back(std::move(layer));
    }

    void add_how_it_is_built() {
        add_text("jobs,j", [this](const std::string& text) {
            layer("jobs").jobs =
                value_or_refuse(parse_jobs(text), "jobs", text, "'auto' or a number of at least 1");
        });
        add_text("mode", [this](const std::string& text) {
            layer("mode").mode = value_or_refuse(parse_mode_choice(text), "mode", text,
                                                 "one of auto, serial, parallel");
        });
        add_text("config",
                 [this](std::string text) { request_.config_files.push_back(std::move(text)); });
        add_text("uname", [this](std::string text) { request_.uname = std::move(text); });
        add_text("retries", [this](const std::string& text) {
            layer("retries").retries =
                value_or_refuse(number_in<unsigned>(text), "retries", text, "a number");
        });
        add_text("timeout", [this](const std::string& text) {
            layer("timeout").timeout = value_or_refuse(parse_duration(text), "timeout", text,
                                                       "a duration such as 90s, 5min or 2h");
        });
        add_text("grace", [this](const std::string& text) {
            layer("grace").grace = value_or_refuse(parse_duration(text), "grace", text,
                                                   "a duration such as 10s or 1min");
        });
        add_flag("wait", request_.wait);
        add_flag("no-preload", request_.no_preload);
        add_flag("no-speedups", request_.no_speedups);
        add_text("stamp", [this](std::string text) { request_.stamp = std::move(text); });
        add_text("depfile", [this](std::string text) { request_.depfile = std::move(text); });
    }

    void add_task(const char* names, Task task) {
        const std::string name = long_name({names, false, {}});
        add(names, false, [this, name, task](const std::string&) {
            if (!task_name_.empty() && task_name_ != name) {
                throw InputError(
                    fmt::format("--{} and --{} exclude each other; give one", task_name_, name));
            }
            task_name_ = name;
            request_.task = task;
        });
    }

    void add_tasks() {
        add_task("init", Task::init);
        add_task("dry-run,n", Task::dry_run);
        add_task("list", Task::list);
        add_task("explain", Task::explain);
        add_task("graph", Task::graph);
        add_task("explain-mode", Task::explain_mode);
        add_task("show-config", Task::show_config);
        add_task("clean", Task::clean);
        add_flag("stale", request_.stale);
        add("help", false, [this](const std::string&) { answer_ = Answer{help_text}; });
        add("version", false, [this](const std::string&) {
            answer_ = Answer{fmt::format("docbuild {}\n", version)};
        });
    }

    void add_what_is_shown() {
        add_text("progress", [this](const std::string& text) {
            request_.progress = choice_of(progress_choices, "progress", text);
        });
        add_text("color", [this](const std::string& text) {
            request_.colour = choice_of(colour_choices, "color", text);
        });
        add("quiet,q", false,
            [this](const std::string&) { request_.verbosity = Verbosity::quiet; });
        add("verbose,v", false,
            [this](const std::string&) { request_.verbosity = Verbosity::verbose; });
        add_text("events", [this](std::string text) { request_.events = std::move(text); });
    }

    Request request_;
    std::optional<Answer> answer_;
    std::string task_name_;
    std::map<std::string, Option> options_; // by long name
};

} // namespace

std::variant<Request, Answer> read_options(int argc, const char* const* argv) {
    return OptionReader().read(argc, argv);
}

} // namespace docbuild
