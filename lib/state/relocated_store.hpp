// Stores the paths in records in a form that stays valid when the project is moved.
#pragma once

#include "lib/disk/own_directories.hpp"
#include "lib/state/state_store.hpp"

#include <memory>

namespace docbuild {

class RelocatedStore : public StateStore {
  public:
    RelocatedStore(std::unique_ptr<StateStore> store, OwnDirectories own)
        : store_(std::move(store)), own_(std::move(own)) {}

    JobRecords load() override;
    std::optional<InputSet> inputs_of(const std::string& job) override;
    void save(const std::string& job, const JobRecord& record, const InputSet* inputs) override;
    void save_at_once(const std::string& job, const JobRecord& record) override;
    void forget(const std::string& job) override { store_->forget(job); }
    void begin_batch() override { store_->begin_batch(); }
    void end_batch() override { store_->end_batch(); }
    void retry_lost_writes() override { store_->retry_lost_writes(); }

  private:
    JobRecord lasting(JobRecord record) const;

    std::unique_ptr<StateStore> store_;
    OwnDirectories own_;
};

} // namespace docbuild
