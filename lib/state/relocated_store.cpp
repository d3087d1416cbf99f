#include "lib/state/relocated_store.hpp"

#include <algorithm>

namespace docbuild {

namespace {

template <typename Change> void change_paths(SuccessRecord& success, const Change& change) {
    for (auto* paths : {&success.depfile_paths, &success.declared_outputs}) {
        for (std::string& path : *paths) {
            path = change(path);
        }
    }
    success.depfile = change(success.depfile);
}

} // namespace

JobRecords RelocatedStore::load() {
    JobRecords records = store_->load();
    for (auto& [name, record] : records) {
        if (record.success) {
            change_paths(*record.success,
                         [this](const std::string& path) { return own_.here(path); });
        }
    }
    return records;
}

std::optional<InputSet> RelocatedStore::inputs_of(const std::string& job) {
    auto inputs = store_->inputs_of(job);
    if (inputs) {
        for (InputFile& file : *inputs) {
            file.state.path = own_.here(file.state.path);
        }
        std::sort(inputs->begin(), inputs->end(), [](const InputFile& one, const InputFile& other) {
            return one.state.path < other.state.path;
        });
    }
    return inputs;
}

void RelocatedStore::save(const std::string& job, const JobRecord& record, const InputSet* inputs) {
    if (inputs == nullptr) {
        store_->save(job, lasting(record), nullptr);
        return;
    }
    InputSet files = *inputs;
    for (InputFile& file : files) {
        file.state.path = own_.lasting(file.state.path);
    }
    store_->save(job, lasting(record), &files);
}

void RelocatedStore::save_at_once(const std::string& job, const JobRecord& record) {
    store_->save_at_once(job, lasting(record));
}

JobRecord RelocatedStore::lasting(JobRecord record) const {
    if (record.success) {
        change_paths(*record.success,
                     [this](const std::string& path) { return own_.lasting(path); });
    }
    return record;
}

} // namespace docbuild
