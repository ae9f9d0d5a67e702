//! Configurations that are replaced while the program runs, as a report reads them.

#![cfg(all(feature = "arc-swap", feature = "tokio"))]
#![allow(clippy::unwrap_used, clippy::panic, dead_code)]

mod child;

use arc_swap::{ArcSwap, ArcSwapOption};
use child::{Service, play, say, section, serve};
use gmr::ConfigReport;
use std::sync::{Arc, LazyLock, RwLock, mpsc};
use std::time::Duration;
use tokio::sync::watch;

#[derive(ConfigReport)]
struct Limits {
    size: u8,
}

/// By a static of the type that the program has anyway.
#[derive(ConfigReport)]
#[gmr(static = SWAPPED)]
struct Swapped {
    size: u8,
}

static SWAPPED: LazyLock<ArcSwap<Swapped>> =
    LazyLock::new(|| ArcSwap::from_pointee(Swapped { size: 1 }));

#[derive(ConfigReport)]
#[gmr(static = OPTIONAL)]
struct Optional {
    size: u8,
}

static OPTIONAL: LazyLock<ArcSwapOption<Optional>> = LazyLock::new(ArcSwapOption::empty);

/// The configuration section of the next report.
fn configuration(service: &mut Service) -> String {
    service.signal("USR2");
    section(&service.report(), "Configuration").to_owned()
}

#[test]
fn a_report_shows_the_configuration_that_is_in_force() {
    let name = "a_report_shows_the_configuration_that_is_in_force";
    play(name, || {
        let (watched, receiver) = watch::channel(Limits { size: 3 });
        let locked = Arc::new(RwLock::new(Limits { size: 4 }));
        let given = Arc::new(ArcSwap::from_pointee(Limits { size: 5 }));
        LazyLock::force(&SWAPPED);
        LazyLock::force(&OPTIONAL);
        let _guard = gmr::autorun(gmr::package!())
            .conf(receiver)
            .conf(Arc::clone(&locked))
            .conf(Arc::clone(&given))
            .start()
            .unwrap();
        say("ready");
        child::hear();
        SWAPPED.store(Arc::new(Swapped { size: 11 }));
        OPTIONAL.store(Some(Arc::new(Optional { size: 12 })));
        watched.send_modify(|limits| limits.size = 13);
        locked.write().unwrap().size = 14;
        given.store(Arc::new(Limits { size: 15 }));
        say("replaced");
        serve();
    });
    let mut service = Service::start(name, |_| {});
    service.hear();
    let before = configuration(&mut service);
    for line in ["\noptional: <none>\n", "size = 1\n", "size = 3\n", "size = 4\n", "size = 5\n"] {
        assert!(before.contains(line), "no {line:?} in {before}");
    }
    service.say("replace them");
    service.hear();
    let after = configuration(&mut service);
    for line in ["size = 11\n", "size = 12\n", "size = 13\n", "size = 14\n", "size = 15\n"] {
        assert!(after.contains(line), "no {line:?} in {after}");
    }
    service.end_well();
}

#[test]
fn a_channel_whose_writer_hangs_costs_its_own_section() {
    let name = "a_channel_whose_writer_hangs_costs_its_own_section";
    play(name, || {
        let (sender, receiver) = watch::channel(0_u8);
        let (hangs, is_hanging) = mpsc::channel();
        std::thread::spawn(move || {
            sender.send_modify(|_| {
                hangs.send(()).unwrap();
                loop {
                    std::thread::park();
                }
            });
        });
        is_hanging.recv().unwrap();
        let limit = Duration::from_millis(300);
        let _guard = gmr::setup_autorun!(section_timeout = limit).unwrap();
        gmr::register("Channel", move || receiver.clone()).detach();
        gmr::register("Tail", || "after it").detach();
        say("ready");
        serve();
    });
    let report = Service::start(name, |_| {}).only_report();
    let channel = section(&report, "Channel");
    assert!(channel.contains("timed out after 300ms"), "{report}");
    assert!(channel.contains("watch"), "{channel}");
    assert!(section(&report, "Tail").contains("after it"), "{report}");
    assert!(section(&report, "Threads").contains("send_modify"), "{report}");
}
