//! `#[gmr::main]` beside `#[tokio::main]`, and sections that await what a runtime drives.

#![allow(clippy::unwrap_used, clippy::panic, dead_code)]

#[cfg(feature = "tokio")]
mod forms;

use std::num::ParseIntError;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A process has one set-up.
static ONE: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    ONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn service() -> String {
    gmr::collect().service.name.clone()
}

mod above {
    #[gmr::main(service_name = "above", signal = "none")]
    #[tokio::main]
    pub(super) async fn main() -> Result<u8, super::ParseIntError> {
        assert_eq!(super::service(), "above");
        let number: u8 = tokio::spawn(async { "7" }).await.unwrap().parse()?;
        Ok(number)
    }
}

mod below {
    #[tokio::main(flavor = "current_thread")]
    #[gmr::main(service_name = "below", signal = "none")]
    pub(super) async fn main() -> impl std::fmt::Display {
        assert_eq!(super::service(), "below");
        tokio::spawn(async { "shown" }).await.unwrap()
    }
}

mod plain {
    #[gmr::main(service_name = "plain", signal = "none")]
    pub(super) fn main() -> Box<dyn Fn() -> String> {
        Box::new(super::service)
    }
}

#[test]
fn main_is_set_up_above_and_below_the_runtime_and_without_one() {
    let _alone = alone();
    assert_eq!(above::main(), Ok(7));
    assert_eq!(below::main().to_string(), "shown");
    // Its guard is gone when it returns.
    assert_ne!(plain::main()(), "plain");
}

#[cfg(feature = "tokio")]
mod feature {
    use super::alone;
    use crate::forms::value;
    use gmr::model::Value;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;
    use tokio::runtime::{Builder, Handle, Runtime};
    use tokio::time::sleep;

    #[gmr::section("Slept")]
    async fn slept() -> Option<usize> {
        sleep(Duration::from_millis(1)).await;
        Handle::try_current().ok().map(|handle| handle.metrics().num_workers())
    }

    static WEDGED: AtomicBool = AtomicBool::new(false);

    #[gmr::section("Wedged", timeout = "1s", enabled = || WEDGED.load(Ordering::Relaxed))]
    async fn wedged() -> u8 {
        sleep(Duration::from_millis(1)).await;
        1
    }

    fn workers(count: usize) -> Runtime {
        Builder::new_multi_thread().worker_threads(count).enable_time().build().unwrap()
    }

    #[test]
    fn a_section_finds_the_runtime_that_main_is_in() {
        #[gmr::main(signal = "none")]
        #[tokio::main(worker_threads = 2)]
        async fn main() -> Value {
            value(&gmr::collect(), "Slept")
        }
        let _alone = alone();
        assert_eq!(main(), Value::Int(2));
    }

    #[test]
    fn a_section_finds_the_runtime_that_the_set_up_names() {
        let _alone = alone();
        let runtime = workers(3);
        let set_up = gmr::setup_autorun!(signal = "none", runtime = runtime.handle().clone());
        let _guard = set_up.unwrap();
        assert_eq!(value(&gmr::collect(), "Slept"), Value::Int(3));
    }

    #[test]
    fn without_a_set_up_a_section_finds_the_runtime_of_the_caller() {
        let _alone = alone();
        let report = workers(4).block_on(async { gmr::collect() });
        assert_eq!(value(&report, "Slept"), Value::Int(4));
    }

    #[test]
    fn a_runtime_that_does_not_answer_is_a_finding() {
        let _alone = alone();
        WEDGED.store(true, Ordering::Relaxed);
        // Its only thread waits for the report.
        let runtime = Builder::new_current_thread().enable_time().build().unwrap();
        let report = runtime.block_on(async { gmr::collect() });
        WEDGED.store(false, Ordering::Relaxed);
        let status = &report.section("Wedged").unwrap().status;
        let gmr::model::Status::GaveUp(why) = status else { panic!("{status:?}") };
        assert!(why.ends_with("the runtime does not answer"), "{why}");
    }
}
