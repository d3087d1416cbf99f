// Makes the commands of `sphinx` stages: sphinx-build's arguments, and what the front is told
// besides, such as the documents that a job may link to (design, section 3a).
#pragma once

#include "lib/event/job_name.hpp"
#include "lib/plan/command.hpp"
#include "lib/sphinx/sphinx_offers.hpp"

#include <set>
#include <string>
#include <vector>

namespace docbuild {

class SphinxStages {
  public:
    /// Borrows the plan and the directories.
    SphinxStages(const Plan& plan, const Directories& directories);
    SphinxStages(const SphinxStages&) = delete;
    SphinxStages& operator=(const SphinxStages&) = delete;

    /// Fills in what a job of a `sphinx` stage leaves open, of any other job nothing: argv (its
    /// first word empty where no interpreter is named), and where they are not declared the depfile
    /// and, for builders that write one, the inventory as output.
    void complete(JobId job, BuilderCommand& command) const;

    /// What the front is told, as JSON; empty for a job of another stage. `without` are patches of
    /// the front that have failed in this run; `fresh`: nothing of an earlier build is used.
    std::string front_input(JobId job, const BuilderCommand& command,
                            const std::set<std::string>& without = {}, bool fresh = false) const;

    /// The directory in which Sphinx keeps what it has read: one for an inventory stage and the
    /// stage that goes on with it. Empty for a job of another stage.
    std::string doctrees_of(JobId job) const;

    /// As SphinxOffers::word_for. An inventory stage is offered what the stage is that goes on with
    /// its doctrees, which keep the names, or else the first that comes after it.
    std::string offers_of(JobId job) const { return offers_.word_for(reader_for(job)); }
    /// As SphinxOffers::shared_file and shared_text.
    std::string shared_offers_file(JobId job) const { return offers_.shared_file(reader_for(job)); }
    std::string shared_offers_text(JobId job) const { return offers_.shared_text(reader_for(job)); }

  private:
    struct Traits {
        bool is_sphinx = false;
        bool is_inventory = false;
    };
    const Traits& traits_of(JobId job) const { return traits_[index(job)]; }
    const Inventory& inventory_of(JobId job) const { return inventories_[index(job)]; }
    Inventory find_inventory(JobId job, const StageKeys& keys) const;
    /// The inventory job of the same document that the job comes after.
    std::optional<JobId> inventory_before(JobId job) const;
    /// The first `sphinx` job of the same document that comes after its inventory; with
    /// `writes_pages` the first whose pages that can be the inventory of, which man pages or a text
    /// are not.
    std::optional<JobId> first_after(JobId inventory, bool writes_pages) const;
    std::optional<JobId> goes_on_with(JobId inventory) const;
    JobId reader_for(JobId job) const;

    const Plan& plan_;
    const Directories& directories_;
    bool has_any_ = false;
    std::vector<Traits> traits_;         // by job index; empty where no stage is `sphinx`
    std::vector<Inventory> inventories_; // likewise
    SphinxOffers offers_;
};

} // namespace docbuild
