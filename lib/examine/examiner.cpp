#include "lib/examine/examiner.hpp"

#include "lib/disk/files.hpp"
#include "lib/examine/stale_reason.hpp"
#include "lib/text/path_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace docbuild {

namespace {

/// What is remembered of {output} where no outputs are declared: whether the builder wrote anything
/// there. It need not; but where it did, an inner document's files there do not stand for its own.
Digest presence_digest(bool has_files) {
    Digester digester;
    digester.add(has_files ? "has files" : "has none");
    return digester.finish();
}

std::int64_t time_now() {
    return std::chrono::duration_cast<Duration>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

/// No file system tells times more coarsely than FAT, by two seconds.
constexpr Duration coarsest_tick = std::chrono::seconds(2);

} // namespace

Examiner::Examiner(JobCommands& commands, StateStore& store)
    : commands_(commands), store_(store), files_(commands.plan(), commands.directories()),
      records_(commands.plan().jobs.size()), upstream_(commands.plan()) {
    for (auto& [name, record] : store_.load()) {
        sequence_ = std::max(sequence_, record.success ? record.success->sequence : 0);
        const auto known = plan().job_named.find(name);
        if (known != plan().job_named.end()) {
            keep(known->second, std::move(record));
        }
    }
}

Examination Examiner::examine(JobId job) {
    const JobRecord& record = records_[index(job)];
    if (record.last && !is_success(record.last->outcome)) {
        return {true, how_it_ended(record.last->outcome)};
    }
    if (!record.success) {
        return {true, "never built"};
    }
    Renewal renewal;
    const std::string reason = why_stale(job, commands_.prepare(job), renewal);
    if (reason.empty()) {
        forget_what_was_missing(job, renewal);
    }
    if (reason.empty() && renewal.is_due) {
        store_.save(name_of(job), record, renewal.inputs ? &*renewal.inputs : nullptr);
    }
    const auto own = own_files_.find(job);
    const bool is_so_again = own != own_files_.end() && record.success->built_for_itself > 0;
    return {!reason.empty(), reason, is_so_again ? own->second : std::vector<std::string>()};
}

std::string Examiner::why_stale(JobId job, const PreparedCommand& prepared, Renewal& renewal) {
    const auto& words = prepared.words;
    const SuccessRecord& success = *records_[index(job)].success;
    if (digest_of_words(words) != success.command) {
        return command_reason(success.argv, words);
    }
    for (const auto& check : {&Examiner::outputs_reason, &Examiner::inputs_reason}) {
        std::string reason = (this->*check)(job, prepared, renewal);
        if (!reason.empty()) {
            return reason;
        }
    }
    return upstream_reason(job);
}

std::string Examiner::shown(const std::string& path, const std::string& source) const {
    if (stands_in_.empty()) {
        return path;
    }
    return path_from(stands_in_, path.starts_with('/') ? path : source + "/" + path);
}

std::vector<Change> Examiner::shown(std::vector<Change> changes, const std::string& source) const {
    for (Change& change : changes) {
        change.path = shown(change.path, source);
    }
    return changes;
}

std::string Examiner::inputs_reason(JobId job, const PreparedCommand& prepared, Renewal& renewal) {
    SuccessRecord& success = *records_[index(job)].success;
    auto files = current_inputs(job, prepared);
    const Digest quick = quick_digest(files, own());
    if (quick == success.quick_inputs) {
        return {};
    }
    const InputSet known = store_.inputs_of(name_of(job)).value_or(InputSet());
    InputSet now = settled_inputs(prepared, std::move(files), known);
    const auto changes = changes_between(known, now);
    if (!changes.empty()) {
        note_own_files(job, changes, now);
        return in_words(shown(changes, prepared.command.source));
    }
    if (content_digest(now, own()) != success.inputs) {
        return "its inputs changed";
    }
    zero_recent_mtimes(time_now() - coarsest_tick.count(), now);
    success.quick_inputs = quick_digest(states_of(now), own());
    renewal = {true, std::move(now)};
    return {};
}

/// Whoever changed them: it may have been the builder.
void Examiner::note_own_files(JobId job, const std::vector<Change>& changes, const InputSet& now) {
    const SuccessRecord& success = *records_[index(job)].success;
    std::vector<std::string> names;
    for (const Change& change : changes) {
        const InputFile* const file = find_in(now, change.path);
        const std::int64_t time = file == nullptr ? 0 : last_change(file->state);
        if (time < success.started || time > success.ended) {
            return;
        }
        names.push_back(change.path);
    }
    own_files_[job] = std::move(names);
}

std::string Examiner::outputs_reason(JobId job, const PreparedCommand& prepared, Renewal& renewal) {
    SuccessRecord& success = *records_[index(job)].success;
    const std::string& output = prepared.command.output;
    if (prepared.command.outputs.empty()) {
        const bool had_files = success.quick_outputs == presence_digest(true);
        const bool is_there = had_files ? files_.has_files(output) : path_exists(output);
        return is_there ? "" : "output missing: " + shown(output, {});
    }
    auto files = files_.outputs(prepared.command);
    for (const std::string& declared : prepared.command.outputs) {
        if (!has_file(files, declared) && !files_.is_there(declared)) {
            return "output missing: " + shown(declared, {});
        }
    }
    const Digest quick = quick_digest(files, own());
    if (quick == success.quick_outputs) {
        return {};
    }
    if (content_digest(with_contents("/", std::move(files), {}), own()) != success.outputs) {
        return "its outputs were modified outside docbuild";
    }
    success.quick_outputs = quick;
    renewal.is_due = true;
    return {};
}

Digest Examiner::upstream_digest(JobId job) {
    for (const JobId before : upstream_.unknown_before(job)) {
        note_output(before);
    }
    return upstream_.digest_of(job);
}

bool Examiner::is_good(JobId job) const {
    const JobRecord& record = records_[index(job)];
    return record.success && (!record.last || is_success(record.last->outcome));
}

/// Where all that the job comes after has succeeded since, and yields what it was built from.
void Examiner::forget_what_was_missing(JobId job, Renewal& renewal) {
    MissingBefore& missing = records_[index(job)].success->missing;
    const auto are_good = [&](BarrierId barrier) {
        const std::vector<JobId>& jobs = plan().barriers[index(barrier)].jobs;
        return std::all_of(jobs.begin(), jobs.end(), [&](JobId one) { return is_good(one); });
    };
    const auto& barriers = plan().jobs[index(job)].after_all;
    if (!missing.jobs.empty() && std::all_of(barriers.begin(), barriers.end(), are_good)) {
        missing = {};
        renewal.is_due = true;
    }
}

/// Of a job without declared outputs; a builder that is given the same fails in the same way.
Digest Examiner::made_of(JobId job, const PreparedCommand& prepared, const InputSet& inputs) {
    Digester all;
    all.add("failed");
    all.add(digest_of_words(prepared.words));
    all.add(content_digest(inputs, own()));
    all.add(upstream_digest(job));
    return all.finish();
}

/// For a job whose last attempt was no success, or that had none: what is there now counts. Where
/// no outputs are declared, it is what that attempt was made of.
void Examiner::note_output(JobId job) {
    const JobRecord& record = records_[index(job)];
    const BuilderCommand command = commands_.prepare(job).command;
    if (!command.outputs.empty()) {
        files_.expect_changes();
        const Digest now = content_digest(with_contents("/", files_.outputs(command), {}), own());
        upstream_.set(job, upstream_term(name_of(job), now));
        return;
    }
    const bool is_as_built = is_good(job) && record.success->quick_outputs ==
                                                 presence_digest(files_.has_files(command.output));
    const Digest from = record.last ? record.last->from : Digest{};
    upstream_.set(job, upstream_term(name_of(job), is_as_built ? record.success->outputs : from));
}

Remains Examiner::remains_of(JobId job) {
    note_output(job);
    const auto& success = records_[index(job)].success;
    if (success && upstream_.term_of(job) == upstream_term(name_of(job), success->outputs)) {
        return Remains::last_good;
    }
    const BuilderCommand command = commands_.prepare(job).command;
    const bool is_there = command.outputs.empty() ? files_.has_files(command.output)
                                                  : files_.first_missing_output(command).empty();
    return is_there ? Remains::unfinished : Remains::nothing;
}

void Examiner::keep(JobId job, JobRecord record) {
    records_[index(job)] = std::move(record);
    if (is_good(job)) {
        const SuccessRecord& success = *records_[index(job)].success;
        upstream_.set(job, upstream_term(name_of(job), success.outputs), success.outputs_changed);
    } else {
        upstream_.forget(job);
    }
}

std::string Examiner::upstream_reason(JobId job) {
    const SuccessRecord& success = *records_[index(job)].success;
    if (upstream_digest(job) == success.upstream) {
        return {};
    }
    if (const auto before = upstream_.changed_after(job, success.sequence)) {
        const JobName name = plan().name_of(*before);
        return fmt::format("{} of {} changed", name.stage, name.document);
    }
    return "the jobs that it comes after changed";
}

void Examiner::record_success(JobId job, const PreparedCommand& prepared, Snapshot snapshot,
                              std::vector<std::string> depfile_paths, const AttemptRecord& attempt,
                              MissingBefore missing) {
    const BuilderCommand& command = prepared.command;
    std::vector<std::string> words = snapshot.words;
    depfile_paths = files_.beyond_source(command, std::move(depfile_paths));
    const std::int64_t started = snapshot.started;
    const InputSet inputs = inputs_of(job, prepared, std::move(snapshot), depfile_paths);

    const JobRecord& record = records_[index(job)];
    const auto outputs = files_.outputs(command);
    SuccessRecord success;
    success.argv = std::move(words);
    success.command = digest_of_words(success.argv);
    success.quick_inputs = quick_digest(states_of(inputs), own());
    success.inputs = content_digest(inputs, own());
    success.depfile_paths = std::move(depfile_paths);
    success.declared_outputs = command.outputs;
    success.depfile = command.depfile.value_or("");
    success.upstream = upstream_digest(job);
    success.quick_outputs = quick_digest(outputs, own());
    success.outputs = content_digest(with_contents("/", outputs, {}), own());
    if (command.outputs.empty()) {
        success.quick_outputs = presence_digest(files_.has_files(command.output));
        Digester all;
        all.add(success.command);
        all.add(success.inputs);
        all.add(success.upstream);
        success.outputs = all.finish();
    }
    success.started = started;
    success.ended = time_now();
    if (own_files_.contains(job) && record.success) {
        success.built_for_itself = record.success->built_for_itself + 1;
    }
    success.missing = std::move(missing);
    success.sequence = ++sequence_;
    const bool same_outputs = record.success && record.success->outputs == success.outputs;
    success.outputs_changed = same_outputs ? record.success->outputs_changed : sequence_;
    keep(job, {std::move(success), attempt, attempt.wall});
    store_.save(name_of(job), record, &inputs);
}

void Examiner::record_start(JobId job) {
    JobRecord& record = records_[index(job)];
    if (record.success) {
        record.last = AttemptRecord{Outcome::cancelled, {}, {}, {}, {}, attempted_[job]};
        store_.save_at_once(name_of(job), record);
    }
}

void Examiner::record_failure(JobId job, const AttemptRecord& attempt) {
    JobRecord& record = records_[index(job)];
    record.last = attempt;
    record.last->from = attempted_[job];
    forget_outputs(job);
    store_.save(name_of(job), record, nullptr);
}

} // namespace docbuild
