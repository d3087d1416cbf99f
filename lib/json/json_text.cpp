#include "lib/json/json_text.hpp"

#include "lib/json/json_fault.hpp"
#include "lib/json/json_pointer.hpp"
#include "lib/json/place_walk.hpp"
#include "lib/text/utf8.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <limits>
#include <optional>
#include <unordered_set>

namespace docbuild {

namespace {

constexpr std::size_t largest = std::size_t{256} << 20U;
constexpr std::size_t deepest = 100; // no manifest needs more, and readers may recurse

/// Tells how many bytes the library has taken: that is where the token of an event ends, but for
/// numbers, which it recognises by the byte behind them.
class CountingIterator {
  public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    CountingIterator(const char* at, const char*& reached) : at_(at), reached_(&reached) {}
    reference operator*() const { return *at_; }
    CountingIterator& operator++() {
        *reached_ = ++at_;
        return *this;
    }
    bool operator==(const CountingIterator& other) const { return at_ == other.at_; }

  private:
    const char* at_;
    const char** reached_;
};

bool has_twice(const JsonValue::Object& members) {
    std::vector<std::string_view> keys;
    keys.reserve(members.size());
    for (const JsonMember& member : members) {
        keys.emplace_back(member.key);
    }
    std::ranges::sort(keys);
    return std::ranges::adjacent_find(keys) != keys.end();
}

bool is_part_of_number(char c) {
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

/// What becomes of members whose key is given again.
enum class Duplicates { dropped, kept };

class JsonReader : public nlohmann::json_sax<nlohmann::json> {
  public:
    explicit JsonReader(std::string_view text, Duplicates duplicates = Duplicates::dropped)
        : text_(text), reached_(text.data()), duplicates_are_(duplicates) {
        stop_.end = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
    }

    bool read() {
        const char* const end = text_.data() + text_.size();
        return nlohmann::json::sax_parse(CountingIterator(text_.data(), reached_),
                                         CountingIterator(end, reached_), this,
                                         nlohmann::json::input_format_t::json, true, true);
    }
    JsonText result() { return {std::move(root_), std::move(duplicates_)}; }

    /// Why `read` gave false.
    JsonFault fault() {
        stop_.taken = taken();
        stop_.open = open_.empty() ? stop_.open : open_.back()->offset;
        return fault_ ? *fault_ : fault_at(text_, stop_);
    }

    bool null() override { return add(nullptr, taken() - 4); }
    bool boolean(bool value) override { return add(value, taken() - (value ? 4 : 5)); }
    bool number_integer(number_integer_t value) override { return add_number(value); }
    bool number_unsigned(number_unsigned_t value) override {
        return std::in_range<std::int64_t>(value) ? add_number(static_cast<std::int64_t>(value))
                                                  : add_number(static_cast<double>(value));
    }
    bool number_float(number_float_t value, const std::string& /*text*/) override {
        return add_number(value);
    }
    bool string(std::string& value) override { return add(std::move(value), string_start()); }
    bool binary(binary_t& /*value*/) override { return false; }
    bool start_object(std::size_t /*size*/) override { return open(JsonValue::Object()); }
    bool start_array(std::size_t /*size*/) override { return open(JsonValue::List()); }
    bool end_array() override { return close(); }
    bool key(std::string& name) override {
        key_ = {std::move(name), string_start(), {}};
        return note(JsonStop::After::key, taken());
    }
    bool end_object() override {
        auto& members = std::get<JsonValue::Object>(open_.back()->value);
        if (duplicates_are_ == Duplicates::dropped && has_twice(members)) {
            drop_duplicates(members);
        }
        return close();
    }
    bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                     const nlohmann::json::exception& fault) override {
        constexpr int number_overflow = 406; // the library's number for it
        if (fault.id == number_overflow) {
            fault_ = JsonFault{number_range().first, "this number is too large"};
        }
        return false;
    }

  private:
    std::size_t taken() const { return static_cast<std::size_t>(reached_ - text_.data()); }

    bool note(JsonStop::After after, std::size_t end) {
        stop_.after = after;
        stop_.end = end;
        return true;
    }

    /// Inside of a string, an odd number of backslashes stands before a quotation mark; before the
    /// one that opens it there is none.
    std::size_t string_start() const {
        for (std::size_t at = text_.rfind('"', taken() - 2);; at = text_.rfind('"', at - 1)) {
            const std::size_t before = at == 0 ? 0 : text_.find_last_not_of('\\', at - 1) + 1;
            if ((at - before) % 2 == 0) {
                return at;
            }
        }
    }

    /// The byte behind the number is taken as well, unless the text ends with the number.
    std::pair<std::size_t, std::size_t> number_range() const {
        const bool ends_text = taken() == text_.size() && is_part_of_number(text_.back());
        const std::size_t end = taken() - (ends_text ? 0 : 1);
        std::size_t start = end;
        while (start > 0 && is_part_of_number(text_[start - 1])) {
            --start;
        }
        return {start, end};
    }

    template <typename Value> JsonValue& place(Value value, std::size_t offset) {
        if (open_.empty()) {
            return root_ = {std::move(value), offset};
        }
        auto& outer = open_.back()->value;
        if (auto* const list = std::get_if<JsonValue::List>(&outer)) {
            return list->emplace_back(JsonValue{std::move(value), offset});
        }
        key_.value = {std::move(value), offset};
        return std::get<JsonValue::Object>(outer).emplace_back(std::move(key_)).value;
    }
    template <typename Value> bool add(Value value, std::size_t offset) {
        place(std::move(value), offset);
        return note(JsonStop::After::value, taken());
    }
    template <typename Value> bool add_number(Value value) {
        const auto [start, end] = number_range();
        place(value, start);
        return note(JsonStop::After::value, end);
    }
    template <typename Container> bool open(Container container) {
        if (open_.size() == deepest) {
            fault_ = JsonFault{taken() - 1, "nested deeper than 100 levels"};
            return false;
        }
        open_.push_back(&place(std::move(container), taken() - 1));
        return note(JsonStop::After::bracket, taken());
    }
    bool close() {
        open_.pop_back();
        return note(JsonStop::After::value, taken());
    }

    void drop_duplicates(JsonValue::Object& members) {
        JsonValue::Object kept;
        std::unordered_set<std::string> seen;
        std::unordered_set<std::string> noted;
        for (auto member = members.rbegin(); member != members.rend(); ++member) {
            if (seen.insert(member->key).second) {
                kept.push_back(std::move(*member));
            } else if (noted.insert(member->key).second) {
                duplicates_.push_back(
                    {member_pointer(pointer_of_open(), member->key),
                     "duplicate key " + in_quotes(member->key) + "; remove one of the two", true});
            }
        }
        std::ranges::reverse(kept);
        members = std::move(kept);
    }

    std::string pointer_of_open() const {
        std::string pointer;
        for (std::size_t i = 0; i + 1 < open_.size(); ++i) {
            const auto* const list = open_[i]->as<JsonValue::List>();
            pointer = list != nullptr
                          ? element_pointer(pointer, list->size() - 1)
                          : member_pointer(pointer, open_[i]->as<JsonValue::Object>()->back().key);
        }
        return pointer;
    }

    std::string_view text_;
    const char* reached_;
    Duplicates duplicates_are_;
    JsonStop stop_;
    JsonValue root_;
    JsonMember key_;               // of the member whose value is to come
    std::vector<JsonValue*> open_; // from the root inwards
    std::vector<Problem> duplicates_;
    std::optional<JsonFault> fault_; // where the text as such may be JSON
};

[[noreturn]] void refuse(Place place, std::string message) {
    throw InputError(std::vector{Diagnostic{std::move(place), std::move(message)}});
}

[[noreturn]] void refuse_file(const std::string& file, std::string message) {
    refuse({file, 0, 0, {}, 0}, std::move(message));
}

void check_encoding(std::string_view text, const std::string& file) {
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
        refuse_file(file, "the file is UTF-16; save it as UTF-8");
    }
    if (text.find('\0') != std::string_view::npos) {
        refuse_file(file, "the file is binary; JSON in UTF-8 is expected");
    }
    const std::size_t invalid = first_invalid_utf8(text);
    if (invalid != std::string_view::npos) {
        refuse(PlaceWalk(text.substr(0, invalid)).go_to(invalid, file),
               "this is not UTF-8; save the file as UTF-8");
    }
}

} // namespace

JsonText parse_json(std::string_view text, const std::string& file) {
    if (text.size() > largest) {
        refuse_file(file, "the file is larger than 256 MiB");
    }
    check_encoding(text, file);
    if (is_blank_json(text)) {
        refuse_file(file, "the file is empty; a JSON object is expected");
    }
    JsonReader reader(text);
    if (!reader.read()) {
        const JsonFault fault = reader.fault();
        refuse(PlaceWalk(text).go_to(fault.offset, file), fault.message);
    }
    return reader.result();
}

JsonValue json_or_null(std::string_view text) {
    JsonReader reader(text);
    return reader.read() ? reader.result().value : JsonValue();
}

std::vector<Diagnostic> locate(const std::vector<Problem>& problems, std::string_view text,
                               const std::string& file) {
    JsonReader reader(text, Duplicates::kept); // one may be in a value that the text has twice
    reader.read();
    const JsonValue root = reader.result().value;
    std::vector<std::pair<std::size_t, const Problem*>> offsets;
    offsets.reserve(problems.size());
    for (const Problem& problem : problems) {
        offsets.emplace_back(offset_of(root, problem.pointer, problem.at_key), &problem);
    }
    std::ranges::stable_sort(offsets, {}, [](const auto& each) { return each.first; });
    std::vector<Diagnostic> diagnostics;
    diagnostics.reserve(offsets.size());
    PlaceWalk walk(text);
    for (const auto& [offset, problem] : offsets) {
        diagnostics.push_back({walk.go_to(offset, file), problem->message});
    }
    return diagnostics;
}

} // namespace docbuild
