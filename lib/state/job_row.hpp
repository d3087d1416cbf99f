// One job's record as a row of the state file: its columns and checksum.
#pragma once

#include "lib/state/job_record.hpp"
#include "lib/state/sqlite_database.hpp"

#include <string>
#include <string_view>

namespace docbuild {

/// Creates the table if it does not exist.
extern const char* const create_job_table;
/// Selects rows for `read_row`, in no particular order.
extern const std::string_view select_job_rows;
/// Its parameters are bound by `bind_row`.
extern const std::string_view upsert_job_row;

struct JobRow {
    std::string job;
    JobRecord record;
    bool is_whole = false; // the checksum matches and all columns are valid
};
JobRow read_row(const Statement& row);

/// `files`: an encoded InputSet; null keeps the row's files.
void bind_row(Statement& statement, const std::string& job, const JobRecord& record,
              const std::string* files);

} // namespace docbuild
