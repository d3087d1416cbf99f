#include "lib/launch/fork_protocol.hpp"

#include "lib/text/error.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace docbuild {

namespace {

constexpr std::size_t length_size = 4;
constexpr std::size_t longest = 256U << 20U; // the server has the same limit

std::string big_endian(std::uint32_t number) {
    std::string bytes;
    for (unsigned shift = 32; shift > 0; shift -= 8) {
        bytes += static_cast<char>(number >> (shift - 8) & 0xffU);
    }
    return bytes;
}

std::size_t length_in(std::string_view bytes) {
    std::size_t length = 0;
    for (const char byte : bytes.substr(0, length_size)) {
        length = length << 8U | static_cast<unsigned char>(byte);
    }
    return length;
}

fork_message::Ended ended(const nlohmann::json& json) {
    const auto max_rss = json.at("max_rss").get<std::uint64_t>();
    return {json.at("job"), json.at("pid"), json.at("status"),
            Usage{{},
                  from_seconds(json.at("user").get<double>()),
                  from_seconds(json.at("system").get<double>()),
                  Bytes{max_rss}}};
}

/// Throws nlohmann::json::exception if a member is missing or has the wrong type.
std::optional<ForkMessage> message_of(const nlohmann::json& json) {
    const auto type = json.at("type").get<std::string>();
    if (type == "outdated") {
        return fork_message::Outdated{};
    }
    if (type == "importing") {
        return fork_message::Importing{json.at("module"), json.at("package")};
    }
    if (type == "ready") {
        return fork_message::Ready{json.at("warnings"), json.at("failed")};
    }
    if (type == "warm") {
        return fork_message::Warm{json.at("imported"), json.at("warnings")};
    }
    if (type == "unsafe") {
        return fork_message::Unsafe{json.at("left"),    json.at("threads"), json.at("culprit"),
                                    json.at("package"), json.at("version"), json.at("imported")};
    }
    if (type == "failed") {
        return fork_message::Failed{json.at("reason"), json.at("traceback")};
    }
    if (type == "started") {
        return fork_message::Started{json.at("job"), json.at("pid"),
                                     Instant{from_seconds(json.at("forked").get<double>())}};
    }
    if (type == "stopped") {
        return fork_message::Stopped{json.at("job"), json.at("stopped")};
    }
    if (type == "ended") {
        return ended(json);
    }
    if (type == "refused") {
        return fork_message::Refused{json.at("job"), json.at("reason"), json.value("errno", 0),
                                     json.value("failed", std::map<std::string, std::string>())};
    }
    return std::nullopt;
}

[[noreturn]] void refuse(std::string_view what) {
    throw WorkError(fmt::format("the fork server said {}", what));
}

} // namespace

std::string frame_of(const ForkRequest& request) {
    nlohmann::json message = {
        {"type", "start"}, {"job", request.job}, {"arguments", request.arguments.size()}};
    if (!request.written.empty()) {
        message["written"] = request.written;
    }
    constexpr auto replace = nlohmann::json::error_handler_t::replace; // a path may not be UTF-8
    std::string body = message.dump(-1, ' ', true, replace) + '\0' + request.directory + '\0';
    for (const auto* strings : {&request.arguments, &request.environment}) {
        for (const std::string& string : *strings) {
            body += string;
            body += '\0';
        }
    }
    return big_endian(static_cast<std::uint32_t>(body.size())) + body;
}

std::optional<ForkMessage> ForkMessageReader::next() {
    if (bytes_.size() < length_size) {
        return std::nullopt;
    }
    const std::size_t length = length_in(bytes_);
    if (length > longest) {
        refuse(fmt::format("that its next message has {} bytes", length));
    }
    if (bytes_.size() < length_size + length) {
        return std::nullopt;
    }
    const std::string body = bytes_.substr(length_size, length);
    bytes_.erase(0, length_size + length);
    const nlohmann::json json =
        nlohmann::json::parse(body.substr(0, body.find('\0')), nullptr, false);
    try {
        if (auto message = message_of(json)) {
            return message;
        }
    } catch (const nlohmann::json::exception&) { // reported below
    }
    refuse("what is no message: " + body.substr(0, 100));
}

} // namespace docbuild
