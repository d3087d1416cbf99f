// One job's record as a row of the state file: its columns, and the checksum that it bears.
#pragma once

#include "lib/state/job_record.hpp"
#include "lib/state/sqlite_database.hpp"

#include <string>
#include <string_view>

namespace docbuild {

/// Makes the table where there is none.
extern const char* const create_job_table;
/// Gives rows for `read_row`, in no order.
extern const std::string_view select_job_rows;
/// Takes what `bind_row` binds.
extern const std::string_view upsert_job_row;

struct JobRow {
    std::string job;
    JobRecord record;
    bool is_whole = false; // the checksum fits, and so does all else
};
JobRow read_row(const Statement& row);

/// `files`: an encoded InputSet; null: the row's files stay as they are.
void bind_row(Statement& statement, const std::string& job, const JobRecord& record,
              const std::string* files);

} // namespace docbuild
