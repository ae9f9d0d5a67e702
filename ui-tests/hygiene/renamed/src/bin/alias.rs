//! One line, and every macro works as if gmr had its own name.

#![deny(warnings, clippy::all, clippy::pedantic, clippy::nursery)]

extern crate meditation as gmr;

#[gmr::section]
const fn function() -> u8 {
    1
}

mod below {
    #[derive(gmr::ReportSection, Default)]
    #[gmr(default)]
    struct Pool {
        idle: u8,
    }

    #[derive(meditation::ConfigReport)]
    #[gmr(static = CONFIG)]
    struct Config {
        port: u16,
    }

    static CONFIG: Config = Config { port: 80 };

    #[gmr::task]
    pub async fn work() {}
}

#[gmr::main(signal = "none")]
fn main() {
    drop(below::work());
}

#[test]
fn every_section_is_there() {
    let report = gmr::collect();
    for title in ["Function", "Pool"] {
        assert!(report.section(title).is_some(), "no {title}");
    }
    let text = gmr::view::text(&report);
    assert!(text.contains("port = 80"), "{text}");
}
