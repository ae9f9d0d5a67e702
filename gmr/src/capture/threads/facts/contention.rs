//! Threads that wait for the same.

use super::reason::Waiter;
use crate::model::{Contention, WaitKind};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What several threads wait for, the most wanted first.
pub(super) fn find(waiters: &[Waiter]) -> Vec<Contention> {
    let mut by_address: BTreeMap<u64, Vec<&Waiter>> = BTreeMap::new();
    for waiter in waiters {
        let kinds = [WaitKind::Lock, WaitKind::Notification, WaitKind::Other];
        if let Some(on) = waiter.on.filter(|_| kinds.contains(&waiter.kind)) {
            by_address.entry(on).or_default().push(waiter);
        }
    }
    let mut contentions: Vec<Contention> = by_address
        .into_iter()
        .filter(|(_, waiters)| waiters.len() > 1)
        .filter_map(|(address, waiters)| {
            // Of one without names, only the address is known.
            let what = waiters.iter().min_by_key(|waiter| waiter.kind == WaitKind::Other)?.what;
            Some(Contention {
                address,
                what: what.to_owned(),
                owner: waiters.iter().find_map(|waiter| waiter.owner),
                waiters: waiters.iter().map(|waiter| waiter.thread).collect(),
            })
        })
        .collect();
    contentions.sort_by_key(|contention| Reverse(contention.waiters.len()));
    contentions
}
