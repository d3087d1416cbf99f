#include "lib/schedule/slot_limit.hpp"

#include <doctest/doctest.h>

using namespace docbuild;
using namespace std::chrono_literals;

TEST_CASE("a slot that keeps failing is retried less and less often") {
    SlotLimit slots(2);
    Instant now{};
    for (const Duration pause : {1s, 2s, 4s, 8s, 16s, 32s, 64s, 64s}) {
        CHECK(slots.reduce_to(1, now));
        CHECK(slots.restored_at() == now + pause);
        now += pause;
        slots.restore();
        CHECK(slots.count() == 2);
    }
}

TEST_CASE("a slot that works lets the next one be tried soon") {
    SlotLimit slots(4);
    CHECK(slots.reduce_to(1, {}));
    slots.restore();
    CHECK_FALSE(slots.restored_at());
    slots.started(/*is_full=*/false, {});
    CHECK(slots.restored_at() == Instant{2s});
    slots.restore();
    slots.started(/*is_full=*/true, {});
    CHECK(slots.restored_at() == Instant{1s});
    slots.restore();
    CHECK(slots.count() == 4);
    slots.started(/*is_full=*/true, {});
    CHECK_FALSE(slots.restored_at());
}

TEST_CASE("one slot always remains, and the current limit is not a reduction") {
    SlotLimit slots(2);
    CHECK_FALSE(slots.reduce_to(2, {}));
    CHECK(slots.reduce_to(0, {}));
    CHECK(slots.count() == 1);
    CHECK_FALSE(slots.reduce_to(0, {}));
}

TEST_CASE("a pause postpones the next slot, and none is restored once starts have stopped") {
    SlotLimit slots(3);
    slots.reduce_to(1, {});
    slots.postpone(5s);
    CHECK(slots.restored_at() == Instant{6s});
    slots.close();
    slots.started(/*is_full=*/true, {});
    CHECK_FALSE(slots.restored_at());
}
