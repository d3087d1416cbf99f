#include "lib/plan/job_graph.hpp"

#include "lib/json/json_pointer.hpp"
#include "lib/plan/job_table.hpp"
#include "lib/text/near_name.hpp"
#include "lib/text/utf8.hpp"

#include <algorithm>
#include <map>
#include <variant>

namespace docbuild {

namespace {

/// What an entry of `after` names.
struct SameDocument {
    std::size_t stage;
};
struct EveryDocument {
    std::size_t stage;
};
using AfterEntry = std::variant<SameDocument, EveryDocument, JobId>;

template <typename Named> std::vector<std::string> names_in(const std::vector<Named>& all) {
    std::vector<std::string> names;
    names.reserve(all.size());
    for (const Named& one : all) {
        names.push_back(one.name);
    }
    return names;
}

template <typename Id> void sort_unique(std::vector<Id>& ids) {
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

class JobConnector {
  public:
    JobConnector(Plan& plan, std::vector<Problem>& problems)
        : plan_(plan), problems_(problems), table_(plan),
          stage_names_([&plan] { return names_in(plan.manifest.stages); }),
          document_names_([&plan] { return names_in(plan.documents); }) {}

    void run() {
        resolve_lists();
        for (std::size_t d = 0; d < plan_.documents.size(); ++d) {
            for (std::size_t j = table_.first_job(d); j < table_.end_job(d); ++j) {
                connect(plan_.jobs[j], plan_.documents[d].rule);
            }
        }
    }

  private:
    void connect(Job& job, std::uint32_t rule) {
        for (const std::size_t needed : needs_[rule]) {
            add(job, table_.job_of(needed, job.stage));
        }
        const ListInForce list =
            after_of(plan_.manifest.documents[rule], plan_.manifest.stages[job.stage]);
        for (const AfterEntry& entry : resolved_[list.entries]) {
            if (const auto* same = std::get_if<SameDocument>(&entry)) {
                add(job, table_.job_of(job.document, same->stage));
            } else if (const auto* every = std::get_if<EveryDocument>(&entry)) {
                job.after_all.push_back(barrier_of(every->stage));
                add(job, table_.job_of(job.document, every->stage));
            } else {
                job.after.push_back(std::get<JobId>(entry));
            }
        }
        sort_unique(job.after);
        sort_unique(job.after_all);
    }

    BarrierId barrier_of(std::size_t stage) {
        const auto [known, is_new] = barriers_.try_emplace(stage, BarrierId(plan_.barriers.size()));
        if (is_new) {
            const auto all = table_.jobs_of_stage(stage);
            plan_.barriers.push_back({static_cast<std::uint32_t>(stage), {all.begin(), all.end()}});
        }
        return known->second;
    }

    static void add(Job& job, std::optional<JobId> earlier) {
        if (earlier) {
            job.after.push_back(*earlier);
        }
    }

    /// Resolves every list of the manifest once, also those of stages that no document has.
    void resolve_lists() {
        for (const Stage& stage : plan_.manifest.stages) {
            resolve_after(after_of({}, stage));
        }
        for (const DocumentRule& rule : plan_.manifest.documents) {
            needs_.push_back(resolve_needs(rule));
            for (const auto& [name, keys] : rule.overrides) {
                resolve_after(after_of(rule, {name, {}, {}}));
            }
        }
    }

    std::vector<std::size_t> resolve_needs(const DocumentRule& rule) {
        std::vector<std::size_t> needs;
        for (std::size_t i = 0; i < rule.needs.size(); ++i) {
            const std::string& name = rule.needs[i];
            if (const auto document = table_.document_named(name)) {
                needs.push_back(*document);
            } else {
                fault(element_pointer(rule.pointer + "/needs", i),
                      "unknown document " + in_quotes(name) + document_names_.instead_of(name));
            }
        }
        return needs;
    }

    void resolve_after(const ListInForce& list) {
        for (std::size_t i = 0; list.entries != nullptr && i < list.entries->size(); ++i) {
            if (const auto entry = resolve((*list.entries)[i], element_pointer(list.pointer, i))) {
                resolved_[list.entries].push_back(*entry);
            }
        }
    }

    std::optional<AfterEntry> resolve(const std::string& entry, const std::string& pointer) {
        const std::size_t colon = entry.rfind(':');
        if (colon == std::string::npos) {
            const auto stage = stage_or_fault(entry, pointer);
            return stage ? std::optional<AfterEntry>(SameDocument{*stage}) : std::nullopt;
        }
        const std::string left = entry.substr(0, colon);
        const std::string right = entry.substr(colon + 1);
        if (right == "*") {
            const auto stage = stage_or_fault(left, pointer);
            return stage ? std::optional<AfterEntry>(EveryDocument{*stage}) : std::nullopt;
        }
        const auto document = table_.document_named(left);
        if (!document) {
            fault(pointer,
                  "unknown document " + in_quotes(left) + document_names_.instead_of(left));
        }
        const auto stage = stage_or_fault(right, pointer);
        if (!document || !stage) {
            return std::nullopt;
        }
        const auto job = table_.job_of(*document, *stage);
        if (!job) {
            fault(pointer, "document " + in_quotes(left) + " has no stage " + in_quotes(right));
        }
        return job ? std::optional<AfterEntry>(*job) : std::nullopt;
    }

    std::optional<std::size_t> stage_or_fault(const std::string& name, const std::string& pointer) {
        const auto stage = table_.stage_named(name);
        if (!stage) {
            fault(pointer, "unknown stage " + in_quotes(name) + stage_names_.instead_of(name));
        }
        return stage;
    }

    void fault(const std::string& pointer, std::string message) {
        problems_.push_back({pointer, std::move(message), false});
    }

    Plan& plan_;
    std::vector<Problem>& problems_;
    JobTable table_;
    NameSuggestions stage_names_;
    NameSuggestions document_names_;
    std::map<std::size_t, BarrierId> barriers_; // by stage
    std::map<const std::vector<std::string>*, std::vector<AfterEntry>> resolved_;
    std::vector<std::vector<std::size_t>> needs_; // documents, by rule
};

} // namespace

void make_jobs(Plan& plan) {
    for (std::uint32_t d = 0; d < plan.documents.size(); ++d) {
        const DocumentRule& rule = plan.manifest.documents[plan.documents[d].rule];
        for (std::uint32_t s = 0; s < plan.manifest.stages.size(); ++s) {
            if (has_stage(rule, plan.manifest.stages[s].name)) {
                plan.jobs.push_back({d, s, {}, {}});
            }
        }
    }
    plan.job_named.reserve(plan.jobs.size());
    for (std::size_t j = 0; j < plan.jobs.size(); ++j) {
        plan.job_named.emplace(plan.name_of(JobId(j)).text(), JobId(j));
    }
}

void connect_jobs(Plan& plan, std::vector<Problem>& problems) {
    JobConnector(plan, problems).run();
}

ListInForce list_in_force(const DocumentRule& rule, const Stage& stage,
                          std::optional<std::vector<std::string>> StageKeys::*key,
                          std::string_view name) {
    const auto above = rule.overrides.find(stage.name);
    const bool is_overridden = above != rule.overrides.end() && above->second.*key;
    const auto& list = is_overridden ? above->second.*key : stage.keys.*key;
    const std::string parent =
        is_overridden ? member_pointer(rule.pointer + "/overrides", stage.name) : stage.pointer;
    return {list ? &*list : nullptr, member_pointer(parent, name)};
}

ListInForce after_of(const DocumentRule& rule, const Stage& stage) {
    return list_in_force(rule, stage, &StageKeys::after, "after");
}

} // namespace docbuild
