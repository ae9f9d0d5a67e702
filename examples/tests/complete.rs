//! The complete program shows what it says it does.

#![allow(clippy::unwrap_used)]

#[path = "../../gmr/tests/child/mod.rs"]
mod child;

#[path = "../examples/complete.rs"]
#[allow(dead_code, reason = "fields that only a report reads")]
mod complete;

use child::{PART, play, section};
use std::process::Command;

const NAME: &str = "the_complete_program_shows_all_of_it_and_no_secret";

/// What a process of its own prints, which has the variable that the program reads.
fn report() -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", NAME, "--nocapture"]).env(PART, NAME);
    let output = command.env("SHOP_LISTEN", "0.0.0.0:80").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_complete_program_shows_all_of_it_and_no_secret() {
    play(NAME, || complete::main().unwrap());
    let report = report();
    for secret in ["hunter2", "key-12345", "staple", "pin = 1234"] {
        assert!(!report.contains(secret), "{secret} is in {report}");
    }
    for (title, lines) in [
        (
            "Configuration",
            "\
default: 
  listen = 0.0.0.0:80  (`SHOP_` environment variable(s); default: 127.0.0.1:8080)
  database-url = postgres://shop:***@db.internal/shop  (TOML source string; default: postgres://localhost/shop)
  api-key = ***  (TOML source string)
  token-ttl = 60s  (default)
  signing = ***  (TOML source string)
  pin = ***  (TOML source string)
  secret-backend = vault  (default)
  cache = 
    size = 64 MiB  (TOML source string; default: 0 MiB)
    shards = (TOML source string; default: [])
      a
      b",
        ),
        ("Green Threads", "courier (2 mails for ann)"),
        ("Job queue", "  invoice 17"),
        ("Parsed", "  <error: invalid digit found in string>"),
        ("Scheduler load", "  75 %"),
        ("Retries", "  3"),
        (
            "Sessions",
            "\
  [dict]
    peer = 10.0.0.7:4711
    received = 512 B
    state = 
      logged-in = 
        user = ann
    referrer = https://ann:***@example.org
  [dict]
    peer = 10.0.0.7:4711
    received = 0 B
    state = closing",
        ),
    ] {
        let shown = section(&report, title);
        assert!(shown.contains(lines), "{title}:\n{shown}\ninstead of\n{lines}");
    }
}
