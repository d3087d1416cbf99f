// A read-only view of a store, for queries.
#pragma once

#include "lib/state/state_store.hpp"

#include <memory>

namespace docbuild {

class FrozenStore : public StateStore {
  public:
    /// `store` may be null, for an empty state.
    explicit FrozenStore(std::unique_ptr<StateStore> store) : store_(std::move(store)) {}

    JobRecords load() override { return store_ ? store_->load() : JobRecords(); }
    std::optional<InputSet> inputs_of(const std::string& job) override {
        return store_ ? store_->inputs_of(job) : std::nullopt;
    }
    void save(const std::string&, const JobRecord&, const InputSet*) override {}
    void save_at_once(const std::string&, const JobRecord&) override {}
    void forget(const std::string&) override {}
    void begin_batch() override {}
    void end_batch() override {}
    void retry_lost_writes() override {}

  private:
    std::unique_ptr<StateStore> store_;
};

} // namespace docbuild
