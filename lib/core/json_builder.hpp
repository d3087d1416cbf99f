// Builds values from the library's parsing events, in linear time, and notes keys given twice.
// It does not know the text, nor what is wrong with one that is no JSON.
#pragma once

#include "lib/core/json_text.hpp"

namespace docbuild {

/// A handler for nlohmann::json::sax_parse, whose interface fixes the functions' names. Of a key
/// that is given twice the last value is kept, as the library does.
class JsonBuilder {
  public:
    using Number = Json::number_float_t;

    bool null() { return add(nullptr) != nullptr; }
    bool boolean(bool value) { return add(value) != nullptr; }
    bool number_integer(Json::number_integer_t value) { return add(value) != nullptr; }
    bool number_unsigned(Json::number_unsigned_t value) { return add(value) != nullptr; }
    bool number_float(Number value, const std::string&) { return add(value) != nullptr; }
    bool string(std::string& value) { return add(std::move(value)) != nullptr; }
    bool binary(Json::binary_t&) { return false; }
    bool start_object(std::size_t) { return open(Json::object()); }
    bool start_array(std::size_t) { return open(Json::array()); }
    bool key(std::string& name);
    bool end_object();
    bool end_array();
    bool parse_error(std::size_t position, const std::string& token,
                     const nlohmann::detail::exception& fault);

    JsonText result() { return {std::move(root_), std::move(duplicates_)}; }

    /// True where a number does not fit; `fault_position` is the number of bytes read until then.
    bool has_huge_number() const { return has_huge_number_; }
    std::size_t fault_position() const { return fault_position_; }

  private:
    Json* add(Json value);
    bool open(Json container);
    void drop_duplicates(Json& object);
    std::string pointer_of_open() const;

    Json root_;
    std::vector<Json*> open_; // from the root inwards
    std::string key_;
    std::vector<std::string_view> keys_; // reused by end_object
    std::vector<Problem> duplicates_;
    bool has_huge_number_ = false;
    std::size_t fault_position_ = 0;
};

} // namespace docbuild
