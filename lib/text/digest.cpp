#include "lib/text/digest.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <new>

namespace docbuild {

struct Digester::State {
    XXH3_state_t* state = XXH3_createState();

    State() {
        if (state == nullptr || XXH3_128bits_reset(state) != XXH_OK) {
            throw std::bad_alloc();
        }
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() { XXH3_freeState(state); }
};

Digester::Digester() : state_(std::make_unique<State>()) {}
Digester::Digester(Digester&&) noexcept = default;
Digester& Digester::operator=(Digester&&) noexcept = default;
Digester::~Digester() = default;

void Digester::add_part(std::string_view part) {
    XXH3_128bits_update(state_->state, part.data(), part.size());
}

void Digester::add(std::uint64_t number) {
    XXH3_128bits_update(state_->state, &number, sizeof(number));
}

void Digester::add(std::string_view field) {
    add(std::uint64_t{field.size()});
    add_part(field);
}

void Digester::add(const Digest& digest) {
    add(digest.high);
    add(digest.low);
}

Digest Digester::finish() const {
    const XXH128_hash_t hash = XXH3_128bits_digest(state_->state);
    return {hash.high64, hash.low64};
}

Digest digest_of(std::string_view content) {
    const XXH128_hash_t hash = XXH3_128bits(content.data(), content.size());
    return {hash.high64, hash.low64};
}

Digest digest_of_words(const std::vector<std::string>& words) {
    Digester digester;
    for (const std::string& word : words) {
        digester.add(word);
    }
    return digester.finish();
}

std::uint64_t checksum_of(std::string_view content) {
    return XXH3_64bits(content.data(), content.size());
}

std::string hex(const Digest& digest) {
    return fmt::format("{:016x}{:016x}", digest.high, digest.low);
}

} // namespace docbuild
