#include "lib/run/examiner.hpp"

#include "lib/core/ignore_rules.hpp"
#include "lib/run/files.hpp"

#include <fmt/format.h>

#include <sys/stat.h>

#include <algorithm>

namespace docbuild {

namespace {

Digest digest_of_words(const std::vector<std::string>& words) {
    Digester digester;
    for (const std::string& word : words) {
        digester.add(word);
    }
    return digester.finish();
}

/// The words that are in only one of the two, in order: `-'html' +'dirhtml'`.
std::string difference(const std::vector<std::string>& before,
                       const std::vector<std::string>& now) {
    constexpr std::size_t most = 6;
    std::vector<std::string> parts;
    const auto add = [&](const char sign, const auto& from, const auto& other) {
        for (const std::string& word : from) {
            if (std::find(other.begin(), other.end(), word) == other.end()) {
                parts.push_back(fmt::format("{}'{}'", sign, word));
            }
        }
    };
    add('-', before, now);
    add('+', now, before);
    if (parts.empty()) {
        return "the order of its words";
    }
    const std::size_t shown = std::min(parts.size(), most);
    const std::string text = fmt::format(
        "{}", fmt::join(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(shown), " "));
    return parts.size() > most ? fmt::format("{} and {} more", text, parts.size() - most) : text;
}

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

/// Adds the file at `path`, or all files below it but those in the directories of `excluded`.
void add_files_at(const std::string& path, const std::unordered_set<std::string>& excluded,
                  std::vector<FileState>& files) {
    if (!is_directory(path)) {
        files.push_back(look_at(path));
        return;
    }
    for (FileState& file : scan_directory(path, {}, excluded)) {
        file.path = path + "/" + file.path;
        files.push_back(std::move(file));
    }
}

bool is_below(const std::string& path, const std::string& directory) {
    return path.size() > directory.size() && path.starts_with(directory) &&
           path[directory.size()] == '/';
}

/// Reads `.docbuildignore`, of which only the one in the source directory itself counts.
IgnoreRules ignore_rules_of(const BuilderCommand& command) {
    constexpr Bytes limit{1U << 20U};
    IgnoreRules rules(command.source, command.ignore);
    const std::string path = command.source + "/.docbuildignore";
    if (path_exists(path)) {
        rules.add_lines(read_file(path, limit));
    }
    return rules;
}

/// The snapshot with the depfile's files that were not yet in it. One that was written after the
/// builder started may not be what the builder read: it is recorded as a file that never was, so
/// that the next run finds it changed.
InputSet with_depfile(const std::string& source, Snapshot& snapshot,
                      const std::vector<std::string>& paths) {
    InputSet inputs = std::move(snapshot.inputs);
    std::unordered_set<std::string> known;
    for (const InputFile& file : inputs) {
        known.insert(file.state.path);
    }
    std::vector<FileState> added;
    for (const std::string& path : paths) {
        if (known.insert(path).second) {
            added.push_back(look_at(path));
        }
    }
    for (InputFile& file : with_contents(source, std::move(added), {})) {
        if (file.state.mtime >= snapshot.started) {
            file.state.mtime = 0;
            file.content = Digest{};
        }
        inputs.push_back(std::move(file));
    }
    std::sort(inputs.begin(), inputs.end(), [](const InputFile& one, const InputFile& other) {
        return one.state.path < other.state.path;
    });
    return inputs;
}

std::vector<FileState> states_of(const InputSet& inputs) {
    std::vector<FileState> states;
    states.reserve(inputs.size());
    for (const InputFile& file : inputs) {
        states.push_back(file.state);
    }
    return states;
}

} // namespace

std::string first_missing_output(const BuilderCommand& command) {
    const auto missing = std::find_if(command.outputs.begin(), command.outputs.end(),
                                      [](const std::string& path) { return !path_exists(path); });
    return missing == command.outputs.end() ? std::string() : *missing;
}

Examiner::Examiner(JobCommands& commands, StateStore& store)
    : commands_(commands), store_(store), records_(commands.plan().jobs.size()),
      output_terms_(records_.size()) {
    for (auto& [name, record] : store_.load()) {
        sequence_ = std::max(sequence_, record.success ? record.success->sequence : 0);
        const auto known = plan().job_named.find(name);
        if (known != plan().job_named.end()) {
            keep(known->second, std::move(record));
        }
    }
    for (const Job& job : plan().jobs) {
        output_directories_.insert(fmt::format("{}/{}/{}", commands.directories().build,
                                               plan().manifest.stages[job.stage].name,
                                               plan().documents[job.document].name));
    }
}

Examination Examiner::examine(JobId job) {
    const JobRecord& record = records_[index(job)];
    if (record.last && !is_success(record.last->outcome)) {
        return {true, fmt::format("its last attempt ended as {}",
                                  docbuild::name_of(record.last->outcome))};
    }
    if (!record.success) {
        return {true, "never built"};
    }
    bool renewed = false;
    const PreparedCommand prepared = commands_.prepare(job);
    const std::string reason = why_stale(job, prepared, renewed);
    return {!reason.empty(), reason};
}

std::string Examiner::why_stale(JobId job, const PreparedCommand& prepared, bool& renewed) {
    const auto words = prepared.words();
    const SuccessRecord& success = *records_[index(job)].success;
    if (digest_of_words(words) != success.command) {
        return "command changed: " + difference(success.argv, words);
    }
    for (const auto& check : {&Examiner::outputs_reason, &Examiner::inputs_reason}) {
        std::string reason = (this->*check)(job, prepared, renewed);
        if (!reason.empty()) {
            return reason;
        }
    }
    std::string reason = upstream_reason(job);
    if (reason.empty() && renewed) {
        store_.save(name_of(job), records_[index(job)], nullptr);
    }
    return reason;
}

std::vector<FileState>
Examiner::look_at_inputs(const BuilderCommand& command,
                         const std::vector<std::string>& depfile_paths) const {
    const IgnoreRules rules = ignore_rules_of(command);
    std::vector<FileState> files = scan_directory(
        command.source,
        rules.empty() ? IsIgnored()
                      : [&](std::string_view path,
                            bool is_directory) { return rules.ignores(path, is_directory); },
        {commands_.directories().build});
    const std::size_t in_source = files.size();
    for (const std::string& glob : command.inputs) {
        for (const std::string& path : find_matching("/", glob)) {
            add_files_at(path, {}, files);
        }
    }
    for (const std::string& path : depfile_paths) {
        files.push_back(look_at(path));
    }
    if (files.size() > in_source) {
        sort_by_path(files);
    }
    return files;
}

std::vector<FileState> Examiner::look_at_outputs(const BuilderCommand& command) const {
    std::vector<FileState> files;
    for (const std::string& path : command.outputs) {
        add_files_at(path, output_directories_, files);
    }
    sort_by_path(files);
    return files;
}

std::string Examiner::inputs_reason(JobId job, const PreparedCommand& prepared, bool& renewed) {
    SuccessRecord& success = *records_[index(job)].success;
    auto files = look_at_inputs(prepared.command, success.depfile_paths);
    const Digest quick = quick_digest(files);
    if (quick == success.quick_inputs) {
        return {};
    }
    const InputSet known = store_.inputs_of(name_of(job)).value_or(InputSet());
    const InputSet now = with_contents(prepared.command.source, std::move(files), known);
    const auto changes = changes_between(known, now);
    if (!changes.empty()) {
        return in_words(changes);
    }
    if (content_digest(now) != success.inputs) {
        return "its inputs changed";
    }
    success.quick_inputs = quick;
    renewed = true;
    store_.save(name_of(job), records_[index(job)], &now);
    return {};
}

std::string Examiner::outputs_reason(JobId job, const PreparedCommand& prepared, bool& renewed) {
    SuccessRecord& success = *records_[index(job)].success;
    if (prepared.command.outputs.empty()) {
        return path_exists(prepared.command.output) ? ""
                                                    : "output missing: " + prepared.command.output;
    }
    const std::string missing = first_missing_output(prepared.command);
    if (!missing.empty()) {
        return "output missing: " + missing;
    }
    auto files = look_at_outputs(prepared.command);
    const Digest quick = quick_digest(files);
    if (quick == success.quick_outputs) {
        return {};
    }
    if (content_digest(with_contents("/", std::move(files), {})) != success.outputs) {
        return "its outputs were changed by somebody else";
    }
    success.quick_outputs = quick;
    renewed = true;
    return {};
}

Digest Examiner::upstream_digest(JobId job) const {
    Digest sum; // commutative, so that the order of the manifest does not count
    for (const JobId before : plan().jobs[index(job)].after) {
        sum.high += output_terms_[index(before)].high;
        sum.low += output_terms_[index(before)].low;
    }
    return sum;
}

void Examiner::keep(JobId job, JobRecord record) {
    Digester term;
    term.add(name_of(job));
    term.add(record.success ? record.success->outputs : Digest{});
    output_terms_[index(job)] = term.finish();
    records_[index(job)] = std::move(record);
}

std::string Examiner::upstream_reason(JobId job) const {
    const SuccessRecord& success = *records_[index(job)].success;
    if (upstream_digest(job) == success.upstream) {
        return {};
    }
    for (const JobId before : plan().jobs[index(job)].after) {
        const auto& other = records_[index(before)].success;
        if (other && other->outputs_changed > success.sequence) {
            return fmt::format("{} changed", name_of(before));
        }
    }
    return "the jobs that it comes after changed";
}

Snapshot Examiner::snapshot(JobId job, const PreparedCommand& prepared, std::int64_t started) {
    const auto& success = records_[index(job)].success;
    auto files = look_at_inputs(prepared.command,
                                success ? success->depfile_paths : std::vector<std::string>());
    const InputSet known =
        success ? store_.inputs_of(name_of(job)).value_or(InputSet()) : InputSet();
    return {prepared.words(), with_contents(prepared.command.source, std::move(files), known),
            started};
}

void Examiner::record_success(JobId job, const PreparedCommand& prepared, Snapshot snapshot,
                              std::vector<std::string> depfile_paths,
                              const AttemptRecord& attempt) {
    const BuilderCommand& command = prepared.command;
    std::erase_if(depfile_paths,
                  [&](const std::string& path) { return is_below(path, command.output); });
    const InputSet inputs = with_depfile(command.source, snapshot, depfile_paths);

    const JobRecord& record = records_[index(job)];
    const auto outputs = look_at_outputs(command);
    SuccessRecord success;
    success.argv = snapshot.words;
    success.command = digest_of_words(snapshot.words);
    success.quick_inputs = quick_digest(states_of(inputs));
    success.inputs = content_digest(inputs);
    success.depfile_paths = std::move(depfile_paths);
    success.upstream = upstream_digest(job);
    success.quick_outputs = quick_digest(outputs);
    success.outputs = content_digest(with_contents("/", outputs, {}));
    if (command.outputs.empty()) {
        Digester all;
        all.add(success.command);
        all.add(success.inputs);
        all.add(success.upstream);
        success.outputs = all.finish();
    }
    success.sequence = ++sequence_;
    const bool same_outputs = record.success && record.success->outputs == success.outputs;
    success.outputs_changed = same_outputs ? record.success->outputs_changed : sequence_;
    keep(job, {std::move(success), attempt, attempt.wall});
    store_.save(name_of(job), record, &inputs);
}

void Examiner::record_start(JobId job) {
    JobRecord& record = records_[index(job)];
    if (record.success) {
        record.last = AttemptRecord{Outcome::cancelled, {}, {}, {}, {}};
        store_.save(name_of(job), record, nullptr);
    }
}

void Examiner::record_failure(JobId job, const AttemptRecord& attempt) {
    JobRecord& record = records_[index(job)];
    record.last = attempt;
    store_.save(name_of(job), record, nullptr);
}

} // namespace docbuild
