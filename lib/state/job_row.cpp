#include "lib/state/job_row.hpp"

#include "lib/state/record_codec.hpp"
#include "lib/text/text_parts.hpp"

#include <cstring>
#include <initializer_list>

namespace docbuild {

const char* const create_job_table =
    "CREATE TABLE IF NOT EXISTS jobs ("
    "name TEXT PRIMARY KEY, outcome TEXT, wall INTEGER, user INTEGER, system INTEGER, max_rss "
    "INTEGER,"
    "built_in INTEGER, succeeded INTEGER, outputs_changed INTEGER, started INTEGER, ended INTEGER, "
    "built_for_itself INTEGER, command BLOB, argv BLOB, "
    "quick_inputs BLOB, inputs BLOB, depfile BLOB,"
    "upstream BLOB, quick_outputs BLOB, outputs BLOB, row_check INTEGER, files_check INTEGER, "
    "files BLOB, written BLOB, missing BLOB, attempted BLOB)"
    " WITHOUT ROWID";
const std::string_view select_job_rows =
    "SELECT name, outcome, wall, user, system, max_rss, built_in, succeeded, outputs_changed, "
    "started, ended, built_for_itself, command, argv, quick_inputs, inputs,"
    " depfile, upstream, quick_outputs, outputs, row_check, written, missing, attempted FROM jobs";
const std::string_view upsert_job_row =
    "INSERT INTO jobs VALUES "
    "(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21,?22,?23,?25,?26,"
    "?27)"
    " ON CONFLICT(name) DO UPDATE SET outcome=?2, wall=?3, user=?4, system=?5, max_rss=?6, "
    "built_in=?7, succeeded=?8, outputs_changed=?9, started=?10, ended=?11, built_for_itself=?12,"
    " command=?13, argv=?14, quick_inputs=?15, inputs=?16, depfile=?17, upstream=?18,"
    " quick_outputs=?19, outputs=?20, row_check=?21, files_check=CASE WHEN ?24 THEN ?22 ELSE "
    "files_check END,"
    " files=CASE WHEN ?24 THEN ?23 ELSE files END, written=?25, missing=?26, attempted=?27";

namespace {

enum Column : int {
    name,
    outcome,
    wall,
    user,
    system_time,
    max_rss,
    built_in,
    succeeded,
    outputs_changed,
    started,
    ended,
    built_for_itself,
    command,
    argv,
    quick_inputs,
    inputs,
    depfile,
    upstream,
    quick_outputs,
    outputs,
    row_check,
    written,   // the dependency file and the declared outputs
    missing,   // how many jobs it was built without that are not named, and those that are;
    attempted, // what an attempt that failed was made of; both absent where there is none
};

std::string_view bytes_of(const Digest& digest) {
    return {reinterpret_cast<const char*>(&digest), sizeof(digest)};
}

bool read_digest(std::string_view bytes, Digest& digest) {
    if (bytes.size() != sizeof(digest)) {
        return false;
    }
    std::memcpy(&digest, bytes.data(), sizeof(digest));
    return true;
}

void add_if_any(std::string_view bytes, Digester& digester) {
    if (!bytes.empty()) {
        digester.add(bytes);
    }
}

/// Binds the parameters in column order and checksums them on the way.
class RowWriter {
  public:
    explicit RowWriter(Statement& statement) : statement_(statement) {}
    void text(std::string_view value) {
        statement_.bind_text(++parameter_, value);
        digester_.add(value);
    }
    void bytes(std::string_view value) {
        statement_.bind_bytes(++parameter_, value);
        digester_.add(value);
    }
    void number(std::int64_t value) {
        statement_.bind(++parameter_, value);
        digester_.add(static_cast<std::uint64_t>(value));
    }
    /// `later` values are part of the checksum, and have their own columns.
    void check(std::initializer_list<std::string_view> later) {
        for (const std::string_view bytes : later) {
            add_if_any(bytes, digester_);
        }
        statement_.bind(++parameter_, static_cast<std::int64_t>(digester_.finish().low));
    }

  private:
    Statement& statement_;
    Digester digester_;
    int parameter_ = 0;
};

std::int64_t sum_of_row(const Statement& row) {
    Digester digester;
    for (int column = name; column < row_check; ++column) {
        const bool is_number = (column >= wall && column <= built_for_itself);
        if (is_number) {
            digester.add(static_cast<std::uint64_t>(row.integer(column)));
        } else {
            digester.add(row.bytes(column));
        }
    }
    for (const Column column : {written, missing, attempted}) {
        add_if_any(row.bytes(column), digester);
    }
    return static_cast<std::int64_t>(digester.finish().low);
}

std::string encode_written(const SuccessRecord& success) {
    if (success.depfile.empty() && success.declared_outputs.empty()) {
        return {};
    }
    std::vector<std::string> paths = {success.depfile};
    paths.insert(paths.end(), success.declared_outputs.begin(), success.declared_outputs.end());
    return encode_strings(paths);
}

std::string encode_missing(const MissingBefore& missing) {
    if (missing.jobs.empty()) {
        return {};
    }
    std::vector<std::string> texts = {std::to_string(missing.more)};
    texts.insert(texts.end(), missing.jobs.begin(), missing.jobs.end());
    return encode_strings(texts);
}

bool read_missing(std::string_view bytes, MissingBefore& into) {
    const auto texts = decode_strings(bytes);
    if (!texts || texts->empty()) {
        return texts.has_value();
    }
    const auto more = number_in<std::uint64_t>(texts->front());
    into = {{texts->begin() + 1, texts->end()}, more.value_or(0)};
    return more.has_value();
}

std::optional<SuccessRecord> read_success(const Statement& row) {
    SuccessRecord record;
    const auto words = decode_strings(row.bytes(argv));
    const auto paths = decode_strings(row.bytes(depfile));
    auto own = decode_strings(row.bytes(written));
    const bool whole = words && paths && own && read_digest(row.bytes(command), record.command) &&
                       read_digest(row.bytes(quick_inputs), record.quick_inputs) &&
                       read_digest(row.bytes(inputs), record.inputs) &&
                       read_digest(row.bytes(upstream), record.upstream) &&
                       read_digest(row.bytes(quick_outputs), record.quick_outputs) &&
                       read_digest(row.bytes(outputs), record.outputs) &&
                       read_missing(row.bytes(missing), record.missing);
    if (!whole) {
        return std::nullopt;
    }
    record.sequence = static_cast<std::uint64_t>(row.integer(succeeded));
    record.outputs_changed = static_cast<std::uint64_t>(row.integer(outputs_changed));
    record.started = row.integer(started);
    record.ended = row.integer(ended);
    record.built_for_itself = static_cast<std::uint64_t>(row.integer(built_for_itself));
    record.argv = *words;
    record.depfile_paths = *paths;
    if (!own->empty()) {
        record.depfile = own->front();
        record.declared_outputs.assign(own->begin() + 1, own->end());
    }
    return record;
}

JobRecord read_record(const Statement& row) {
    JobRecord record;
    const auto known = outcome_named(row.bytes(outcome));
    if (known) {
        record.last = AttemptRecord{*known, Duration(row.integer(wall)),
                                    Duration(row.integer(user)), Duration(row.integer(system_time)),
                                    Bytes{static_cast<std::uint64_t>(row.integer(max_rss))}};
        read_digest(row.bytes(attempted), record.last->from);
    }
    record.built_in = Duration(row.integer(built_in));
    if (row.integer(succeeded) != 0) {
        record.success = read_success(row);
    }
    return record;
}

void write_record(Statement& statement, const std::string& job, const JobRecord& record) {
    RowWriter row(statement);
    const AttemptRecord last = record.last.value_or(AttemptRecord{});
    const SuccessRecord success = record.success.value_or(SuccessRecord{});
    row.text(job);
    row.text(record.last ? name_of(last.outcome) : std::string_view());
    row.number(last.wall.count());
    row.number(last.user.count());
    row.number(last.system.count());
    row.number(static_cast<std::int64_t>(last.max_rss.count));
    row.number(record.built_in.count());
    row.number(static_cast<std::int64_t>(success.sequence));
    row.number(static_cast<std::int64_t>(success.outputs_changed));
    row.number(success.started);
    row.number(success.ended);
    row.number(static_cast<std::int64_t>(success.built_for_itself));
    row.bytes(bytes_of(success.command));
    row.bytes(encode_strings(success.argv));
    row.bytes(bytes_of(success.quick_inputs));
    row.bytes(bytes_of(success.inputs));
    row.bytes(encode_strings(success.depfile_paths));
    row.bytes(bytes_of(success.upstream));
    row.bytes(bytes_of(success.quick_outputs));
    row.bytes(bytes_of(success.outputs));
    const std::string own = record.success ? encode_written(success) : std::string();
    const std::string without = encode_missing(success.missing);
    const std::string_view from = last.from == Digest{} ? std::string_view() : bytes_of(last.from);
    row.check({own, without, from});
    constexpr int parameter_of_written = row_check + 5;
    statement.bind_bytes(parameter_of_written, own);
    statement.bind_bytes(parameter_of_written + 1, without);
    statement.bind_bytes(parameter_of_written + 2, from);
}

} // namespace

JobRow read_row(const Statement& row) {
    JobRow result{std::string(row.bytes(name)), read_record(row), false};
    const bool is_read = result.record.success.has_value() == (row.integer(succeeded) != 0) &&
                         result.record.last.has_value() == !row.bytes(outcome).empty();
    result.is_whole = is_read && sum_of_row(row) == row.integer(row_check);
    return result;
}

void bind_row(Statement& statement, const std::string& job, const JobRecord& record,
              const std::string* files) {
    constexpr int parameter_of_files_check = row_check + 2;
    write_record(statement, job, record);
    const std::string_view bytes = files != nullptr ? *files : std::string_view();
    statement.bind(parameter_of_files_check, static_cast<std::int64_t>(checksum_of(bytes)));
    statement.bind_bytes(parameter_of_files_check + 1, bytes);
    statement.bind(parameter_of_files_check + 2, files != nullptr ? 1 : 0);
}

} // namespace docbuild
