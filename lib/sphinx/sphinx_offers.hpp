// Which documents a job of a `sphinx` stage is offered to link to: those that yield an inventory
// and that it comes after, in manifest order. What comes of a `STAGE:*` is a list that all jobs
// share which come after the same, so that it is made and written once.
#pragma once

#include "lib/event/job_name.hpp"
#include "lib/plan/command.hpp"
#include "lib/text/digest.hpp"

#include <nlohmann/json_fwd.hpp>

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace docbuild {

/// What a job may link to is one word of what makes up its command: this and a digest.
inline constexpr std::string_view offers_word = "may link to ";

/// A job's objects.inv.
struct Inventory {
    std::string path;              // empty: it yields none
    bool is_among_outputs = false; // else those who read it have to watch it themselves
};

class SphinxOffers {
  public:
    /// Borrows all; `inventories` by job index.
    SphinxOffers(const Plan& plan, const Directories& directories,
                 const std::vector<Inventory>& inventories)
        : plan_(plan), directories_(directories), inventories_(inventories) {}

    /// A word that changes with all that the job is offered, but not when the build directory is
    /// moved; empty where it is offered nothing.
    std::string word_for(JobId reader) const;

    /// Adds what the front has to be told: `shared` names the file of the shared list.
    void add_to(JobId reader, nlohmann::ordered_json& input) const;

    /// The path of that file; empty where nothing is shared.
    std::string shared_file(JobId reader) const;
    /// What has to be in it: JSON, an array of documents.
    std::string shared_text(JobId reader) const;

  private:
    /// Jobs that yield an inventory, one of each document, in job order.
    struct List {
        std::vector<JobId> jobs;
        Digest digest;
    };
    /// A job that is not in the shared list, and before which of its elements it belongs.
    struct Further {
        JobId job;
        std::size_t at;
    };
    const List& list_for(const Job& reader) const;
    std::vector<Further> further(const Job& reader, const List& list) const;
    std::string pages_of(std::uint32_t seen_from, JobId other) const;
    nlohmann::ordered_json document(std::uint32_t seen_from, JobId other) const;
    void add_to(Digester& digester, std::uint32_t seen_from, JobId other) const;
    std::string in_build(const std::string& path) const;

    const Plan& plan_;
    const Directories& directories_;
    const std::vector<Inventory>& inventories_;
    /// By the reader's stage, and what it comes after; made when asked for.
    mutable std::map<std::pair<std::uint32_t, std::vector<BarrierId>>, List> lists_;
};

} // namespace docbuild
