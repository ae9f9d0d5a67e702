//! Waking the reporter, also from a signal handler.

#[cfg(any(target_os = "linux", target_os = "android"))]
mod futex;
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(crate) use futex::Bell;

#[cfg(not(any(target_os = "linux", target_os = "android")))]
mod socket;
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(crate) use socket::Bell;

#[cfg(test)]
mod tests {
    use super::Bell;
    use std::sync::Arc;
    use std::time::Duration;

    #[test]
    fn a_bell_that_was_rung_before_does_not_let_its_listener_sleep() {
        let bell = Bell::new().expect("a bell");
        bell.ring();
        bell.ring();
        bell.wait(None);
    }

    #[test]
    fn a_sleeper_is_woken() {
        let bell = Arc::new(Bell::new().expect("a bell"));
        let ringer = Arc::clone(&bell);
        let ringing = std::thread::spawn(move || ringer.ring());
        bell.wait(None);
        assert!(ringing.join().is_ok());
    }

    #[test]
    fn a_sleeper_wakes_when_its_time_is_up() {
        Bell::new().expect("a bell").wait(Some(Duration::from_millis(1)));
    }
}
