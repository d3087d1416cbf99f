#include "lib/examine/job_files.hpp"

#include "lib/disk/files.hpp"
#include "lib/text/ignore_rules.hpp"

#include <algorithm>
#include <filesystem>
#include <unordered_map>

namespace docbuild {

namespace filesystem = std::filesystem;

namespace {

void sort_by_path(std::vector<FileState>& files) {
    const auto before = [](const FileState& one, const FileState& other) {
        return one.path < other.path;
    };
    const auto same = [](const FileState& one, const FileState& other) {
        return one.path == other.path;
    };
    if (!std::is_sorted(files.begin(), files.end(), before)) {
        std::sort(files.begin(), files.end(), before);
    }
    files.erase(std::unique(files.begin(), files.end(), same), files.end());
}

/// Whether any part of the path is a name of what tools keep: then it was named on purpose.
bool leads_to_tools(std::string_view path) {
    while (!path.empty()) {
        const std::string_view name = path.substr(0, path.find('/'));
        if (is_kept_by_tools(name)) {
            return true;
        }
        path.remove_prefix(std::min(path.size(), name.size() + 1));
    }
    return false;
}

void add_files_below(const std::string& directory, const IsIgnored& is_ignored,
                     const std::unordered_set<std::string>& excluded, std::vector<FileState>& files,
                     const ScanHooks& hooks = {}) {
    for (FileState& file : scan_directory(directory, is_ignored, excluded, hooks)) {
        file.path = directory + "/" + file.path;
        files.push_back(std::move(file));
    }
}

/// Adds the file at `path`, or, where a directory is there, all that `below` gives.
template <typename Below>
void add_files_at(const std::string& path, NearbyPaths& way, std::vector<FileState>& files,
                  const Below& below) {
    FileState state = look_at(path, way);
    if (is_a_directory(state)) {
        below();
    } else {
        files.push_back(std::move(state));
    }
}

/// For a directory that `inputs` names.
ScanHooks hooks_below(const std::string& path, std::vector<std::string>* entered = nullptr) {
    return {entered, {}, nullptr, !leads_to_tools(path)};
}

void add_matching(const std::string& glob, const IsIgnored& is_ignored,
                  const std::unordered_set<std::string>& excluded, NearbyPaths& way,
                  std::vector<FileState>& files) {
    for (const std::string& path : find_matching("/", glob)) {
        if (!is_ignored(std::string_view(path).substr(1), is_directory(path))) {
            add_files_at(path, way, files, [&] {
                add_files_below(path, is_ignored, excluded, files, hooks_below(path));
            });
        }
    }
}

/// What is ignored in a source directory: by the manifest, and by `.docbuildignore`, of which only
/// the one in the directory itself counts.
class Ignored {
  public:
    explicit Ignored(const BuilderCommand& command)
        : source_(command.source), rules_(command.source, command.ignore) {}

    IsIgnored predicate() const {
        return [this](std::string_view path, bool is_directory) {
            return rules_.ignores(path, is_directory);
        };
    }

    /// The scan of the source directory finds the file.
    ScanHooks hooks(NearbyPaths& way, std::vector<std::string>* entered = nullptr) {
        return {entered, [this] { read_ignore_file(); }, &way, /*passes_tools_by=*/true};
    }

    /// By the manifest or `.docbuildignore`, with a directory above it perhaps.
    bool has(std::string_view path) const {
        for (auto end = path.find('/'); end != std::string_view::npos;
             end = path.find('/', end + 1)) {
            if (rules_.ignores(path.substr(0, end), true)) {
                return true;
            }
        }
        return rules_.ignores(path, false);
    }

    /// What the scan finds by itself.
    void read_ignore_file() {
        constexpr Bytes limit{1U << 20U};
        const std::string path = source_ + "/.docbuildignore";
        if (path_exists(path)) {
            rules_.add_lines(read_file(path, limit));
        }
    }

  private:
    const std::string& source_;
    IgnoreRules rules_;
};

/// Files of the source directory that the scan passes by as tools keep them, and not because the
/// manifest says so.
class PassedBy {
  public:
    explicit PassedBy(const BuilderCommand& command) : source_(command.source), command_(command) {}

    /// `path` is a file's, below the source directory.
    bool has(const std::string& path) {
        const std::string_view inside = std::string_view(path).substr(source_.size() + 1);
        return (leads_to_tools(inside) || is_in_environment(parent_of(path))) &&
               !ignored().has(inside);
    }

  private:
    bool is_in_environment(const std::string& directory) {
        if (directory.size() <= source_.size()) {
            return false;
        }
        const auto known = known_.find(directory);
        if (known != known_.end()) {
            return known->second;
        }
        const bool is_in = is_environment(directory) || is_in_environment(parent_of(directory));
        return known_[directory] = is_in;
    }

    const Ignored& ignored() {
        if (!ignored_) {
            ignored_.emplace(command_).read_ignore_file();
        }
        return *ignored_;
    }

    const std::string& source_;
    const BuilderCommand& command_;
    std::optional<Ignored> ignored_; // rarely needed
    std::unordered_map<std::string, bool> known_;
};

} // namespace

JobFiles::JobFiles(const Plan& plan, const Directories& directories)
    : plan_(plan), directories_(directories) {}

/// Most runs need none of it: where outputs are declared, these are mostly files.
const std::unordered_set<std::string>& JobFiles::all_outputs() const {
    if (!all_outputs_) {
        auto& outputs = all_outputs_.emplace();
        for (std::size_t job = 0; job < plan_.jobs.size(); ++job) {
            outputs.insert(output_of(JobId(job)));
            const auto beside = outputs_outside_output_dir(plan_, JobId(job), directories_);
            outputs.insert(beside.begin(), beside.end());
        }
    }
    return *all_outputs_;
}

std::string JobFiles::output_of(JobId job) const {
    return directories_.output_of(plan_.name_of(job));
}

std::vector<FileState> JobFiles::inputs(const BuilderCommand& command,
                                        const std::vector<std::string>& depfile_paths) const {
    const std::unordered_set<std::string> excluded = {directories_.build};
    Ignored ignored(command);
    const IsIgnored is_ignored = ignored.predicate();
    std::vector<FileState> files =
        scan_directory(command.source, is_ignored, excluded, ignored.hooks(to_sources_));
    const std::size_t in_source = files.size();
    for (const std::string& glob : command.inputs) {
        add_matching(glob, is_ignored, excluded, to_sources_, files);
    }
    for (const std::string& path : depfile_paths) {
        files.push_back(look_at(path, to_sources_));
    }
    if (files.size() > in_source) {
        sort_by_path(files);
    }
    return files;
}

void JobFiles::add_directories(const BuilderCommand& command,
                               std::vector<std::string>& directories) const {
    const std::unordered_set<std::string> excluded = {directories_.build};
    Ignored ignored(command);
    const IsIgnored is_ignored = ignored.predicate();
    scan_directory(command.source, is_ignored, excluded, ignored.hooks(to_sources_, &directories));
    for (const std::string& glob : command.inputs) {
        for (const std::string& path : find_matching("/", glob, &directories)) {
            if (is_directory(path)) {
                scan_directory(path, is_ignored, excluded, hooks_below(path, &directories));
            }
        }
    }
}

std::vector<FileState> JobFiles::dependencies(const std::vector<std::string>& depfile_paths) const {
    std::vector<FileState> files;
    files.reserve(depfile_paths.size());
    for (const std::string& path : depfile_paths) {
        files.push_back(look_at(path));
    }
    sort_by_path(files);
    return files;
}

std::vector<FileState> JobFiles::outputs(const BuilderCommand& command) const {
    std::vector<FileState> files;
    for (const std::string& path : command.outputs) {
        add_files_at(path, to_outputs_, files,
                     [&] { add_files_below(path, {}, all_outputs(), files); });
    }
    sort_by_path(files);
    return files;
}

bool JobFiles::is_there(const std::string& path) const {
    return path_exists(path) && contents_of(path) != Contents::others_alone;
}

bool JobFiles::has_files(const std::string& directory) const {
    return contents_of(directory) == Contents::own;
}

JobFiles::Contents JobFiles::contents_of(const std::string& directory) const {
    Contents contents = Contents::none;
    std::error_code error;
    for (filesystem::directory_iterator entry(directory, error), end; !error && entry != end;
         entry.increment(error)) {
        const std::string path = entry->path().string();
        const bool is_others =
            all_outputs().count(path) > 0 || contents_of(path) == Contents::others_alone;
        if (!is_others) {
            return Contents::own;
        }
        contents = Contents::others_alone;
    }
    return contents;
}

std::string JobFiles::first_missing_output(const BuilderCommand& command) const {
    const auto missing = std::find_if(command.outputs.begin(), command.outputs.end(),
                                      [&](const std::string& path) { return !is_there(path); });
    return missing == command.outputs.end() ? std::string() : *missing;
}

std::vector<std::string> JobFiles::beyond_source(const BuilderCommand& command,
                                                 std::vector<std::string> depfile_paths) const {
    PassedBy passed_by(command);
    std::erase_if(depfile_paths, [&](const std::string& path) {
        const bool is_scanned = is_below(path, command.source) &&
                                !is_below(path, directories_.build) && !passed_by.has(path);
        return is_scanned || is_below(path, command.output);
    });
    return depfile_paths;
}

void JobFiles::expect_changes() {
    to_sources_.close();
    to_outputs_.close();
}

bool JobFiles::is_made_before(JobId job, const std::string& path) const {
    const Job& later = plan_.jobs[index(job)];
    return is_below(path, directories_.build) &&
           (std::any_of(later.after.begin(), later.after.end(),
                        [&](JobId before) { return is_below(path, output_of(before)); }) ||
            is_in_barrier(later, std::string_view(path).substr(directories_.build.size() + 1)));
}

/// `path` is relative to the build directory: STAGE/DOCUMENT/..., where a document's name may have
/// slashes.
bool JobFiles::is_in_barrier(const Job& later, std::string_view path) const {
    const std::string_view stage = path.substr(0, path.find('/'));
    const bool is_of_barrier =
        std::any_of(later.after_all.begin(), later.after_all.end(), [&](BarrierId barrier) {
            return plan_.manifest.stages[plan_.barriers[index(barrier)].stage].name == stage;
        });
    for (std::size_t slash = path.find('/', stage.size() + 1);
         is_of_barrier && slash != std::string_view::npos; slash = path.find('/', slash + 1)) {
        const std::string_view document = path.substr(stage.size() + 1, slash - stage.size() - 1);
        if (plan_.job_named.contains(JobName{std::string(document), std::string(stage)}.text())) {
            return true;
        }
    }
    return false;
}

} // namespace docbuild
