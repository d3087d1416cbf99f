#include "lib/plan/document_expansion.hpp"

#include "lib/text/glob.hpp"
#include "lib/text/path_text.hpp"
#include "lib/text/template_text.hpp"
#include "lib/text/text_parts.hpp"
#include "lib/text/utf8.hpp"

#include <algorithm>
#include <unordered_set>

namespace docbuild {

namespace {

/// `text` with `{1}`, `{2}`, ... filled in.
std::string fill_captures(const std::string& text, const std::vector<std::string>& captures) {
    return substitute(text, [&](std::string_view name) {
        const std::size_t number = number_in<std::size_t>(name).value_or(0);
        return number >= 1 && number <= captures.size() ? captures[number - 1] : std::string();
    });
}

class DocumentExpansion {
  public:
    DocumentExpansion(const Manifest& manifest, const GlobLookup& lookup,
                      std::vector<Problem>& problems)
        : manifest_(manifest), lookup_(lookup), problems_(problems) {}

    std::vector<Document> run() {
        documents_.reserve(manifest_.documents.size());
        names_.reserve(manifest_.documents.size());
        for (std::size_t i = 0; i < manifest_.documents.size(); ++i) {
            const DocumentRule& rule = manifest_.documents[i];
            if (rule.match) {
                expand(static_cast<std::uint32_t>(i));
            } else {
                add({rule.name, rule.source.value_or("."), static_cast<std::uint32_t>(i)}, "");
            }
        }
        check_log_names();
        return std::move(documents_);
    }

  private:
    void expand(std::uint32_t index) {
        const DocumentRule& rule = manifest_.documents[index];
        std::vector<std::string> files = lookup_(*rule.match);
        std::sort(files.begin(), files.end());
        files.erase(std::unique(files.begin(), files.end()), files.end());
        const std::size_t matched = files.size();
        std::erase_if(files, [&](const std::string& file) { return is_left_out(rule, file); });
        if (files.empty()) {
            problems_.push_back(
                {rule.pointer + "/match",
                 in_quotes(*rule.match) +
                     (matched == 0 ? " matches nothing" : " matches only what 'except' leaves out"),
                 false});
        }
        for (const std::string& file : files) {
            const auto captures = glob_captures(*rule.match, file);
            if (captures) {
                add({fill_captures(rule.name, *captures),
                     rule.source ? fill_captures(*rule.source, *captures) : parent_of(file), index},
                    " (from " + in_quotes(file) + ")");
            }
        }
    }

    static bool is_left_out(const DocumentRule& rule, const std::string& file) {
        return std::any_of(rule.except.begin(), rule.except.end(),
                           [&](const std::string& glob) { return glob_matches(glob, file); });
    }

    /// `origin` says in a message which file a document comes from.
    void add(Document document, const std::string& origin) {
        const std::string pointer = manifest_.documents[document.rule].pointer + "/name";
        const std::string fault = document_name_fault(document.name);
        if (!fault.empty()) {
            problems_.push_back({pointer,
                                 "document name " + in_quotes(document.name) + origin + " " + fault,
                                 false});
        } else if (!names_.insert(document.name).second) {
            problems_.push_back(
                {pointer,
                 "two documents are named " + in_quotes(document.name) + origin + "; rename one",
                 false});
        } else {
            documents_.push_back(std::move(document));
        }
    }

    /// The log of `a` is the file `STAGE/a.log`, which that of `a.log/b` would need as a directory.
    void check_log_names() {
        constexpr std::string_view suffix = ".log/";
        for (const Document& document : documents_) {
            for (std::size_t at = document.name.find(suffix); at != std::string::npos;
                 at = document.name.find(suffix, at + 1)) {
                const std::string outer = document.name.substr(0, at);
                if (names_.contains(outer)) {
                    problems_.push_back({manifest_.documents[document.rule].pointer + "/name",
                                         "the log of " + in_quotes(document.name) +
                                             " would be inside the log of " + in_quotes(outer) +
                                             "; rename one",
                                         false});
                }
            }
        }
    }

    const Manifest& manifest_;
    const GlobLookup& lookup_;
    std::vector<Problem>& problems_;
    std::vector<Document> documents_;
    std::unordered_set<std::string> names_;
};

} // namespace

std::vector<Document> expand_documents(const Manifest& manifest, const GlobLookup& lookup,
                                       std::vector<Problem>& problems) {
    return DocumentExpansion(manifest, lookup, problems).run();
}

} // namespace docbuild
