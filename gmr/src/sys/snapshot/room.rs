//! How much address space stacks may take.

use super::mailbox::{STACK_SIZE, Slot};
use super::pages::page_size;
use rustix::process::{Resource, getrlimit};

/// As many threads as a round can ask.
const SLOTS: u64 = 16 * 1024;
/// As much as all the copies of a round can take.
const POOL_SIZE: u64 = 512 * 1024 * 1024;
/// If the address space of the process is limited, it needs most of that itself.
const SHARE: u64 = 32;

/// Sizes in bytes, whole pages each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Room {
    pub(super) slots: usize,
    pub(super) stacks: usize,
    pub(super) pool: usize,
}

impl Room {
    /// What this process may reserve.
    pub(super) fn of_process() -> Self {
        Self::within(getrlimit(Resource::As).current, page_size() as u64)
    }

    /// At most a small part of the limit, three quarters of it for copies.
    fn within(limit: Option<u64>, page: u64) -> Self {
        let share = limit.map_or(u64::MAX, |limit| limit / SHARE);
        let (slot, stack) = (size_of::<Slot>() as u64, STACK_SIZE as u64);
        let slots = SLOTS.min((share / 4).saturating_sub(page) / (slot + stack));
        let pool = POOL_SIZE.min(share / 4 * 3 / page * page);
        let pages = |len: u64| usize::try_from(len.next_multiple_of(page)).unwrap_or(usize::MAX);
        Room { slots: pages(slots * slot), stacks: pages(slots * stack), pool: pages(pool) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total(room: Room) -> u64 {
        (room.slots + room.stacks + room.pool) as u64
    }

    #[test]
    fn a_limited_process_keeps_almost_all_of_its_address_space() {
        for limit in [16_u64 << 20, 300 << 20, 1 << 30, 4 << 30, 1 << 40] {
            let room = Room::within(Some(limit), 4096);
            assert!(total(room) <= limit / 32, "{limit}: {room:?}");
            assert!(room.pool > room.slots + room.stacks, "{limit}: {room:?}");
            assert!(room.slots > 0 && room.stacks >= STACK_SIZE, "{limit}: {room:?}");
        }
    }

    #[test]
    fn large_pages_leave_room_too() {
        let room = Room::within(Some(1 << 30), 64 * 1024);
        assert!(total(room) <= (1 << 30) / 32, "{room:?}");
        assert!([room.slots, room.stacks, room.pool].iter().all(|len| len % (64 * 1024) == 0));
    }

    #[test]
    fn without_a_limit_there_is_room_for_a_crowd() {
        let room = Room::within(None, 4096);
        assert_eq!(room.pool, 512 << 20);
        assert_eq!(room.stacks / STACK_SIZE, 16 * 1024);
        assert_eq!(room, Room::within(Some(1 << 46), 4096));
    }
}
