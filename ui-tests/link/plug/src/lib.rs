//! A library with a section of each kind, none of which its users call.

use gmr::{ConfigReport, ReportSection};

/// What programs call that use more of the library than its sections.
#[must_use]
pub fn answer() -> u32 {
    42
}

#[gmr::section]
fn plug_function() -> &'static str {
    "a function"
}

#[gmr::section]
static PLUG_STATIC: &str = "a static";

#[derive(ReportSection, Default)]
#[gmr(default)]
struct PlugDefault {
    jobs: u32,
}

#[derive(ConfigReport)]
#[gmr(static = CONFIG)]
struct PlugConfig {
    port: u16,
}

static CONFIG: PlugConfig = PlugConfig { port: 1 };

mod private {
    mod nested {
        #[gmr::section]
        fn plug_nested() -> &'static str {
            "in a private module of a private module"
        }
    }
}
