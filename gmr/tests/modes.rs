//! What the environment says of capturing, in a process that did not set reports up.
#![cfg(gmr_capture)]
#![allow(clippy::unwrap_used, clippy::panic)]

mod child;

use child::{Service, play};

#[test]
fn a_word_that_is_no_mode_is_told_and_stacks_are_taken_all_the_same() {
    const NAME: &str = "a_word_that_is_no_mode_is_told_and_stacks_are_taken_all_the_same";
    play(NAME, || {
        let report = gmr::collect();
        let told = report.warnings.iter().filter(|warning| warning.contains("`GMR_CAPTURE`"));
        assert_eq!(told.count(), 1, "{:?}", report.warnings);
        let threads = report.threads().unwrap();
        // The main thread, which waits for this one.
        assert!(threads.stack_of(std::process::id().into()).is_some(), "{threads:#?}");
    });
    Service::start(NAME, |command| {
        command.env("GMR_CAPTURE", "ptrace");
    })
    .end_well();
}
