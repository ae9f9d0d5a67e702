//! A crate that calls gmr by another name.

mod by_option {
    extern crate gmr as meditation;

    #[derive(meditation::ReportSection, Default)]
    #[gmr(crate = self::meditation, default)]
    pub struct Section {
        pub idle: u8,
    }

    #[derive(meditation::ConfigReport, Default)]
    #[gmr(crate = self::meditation, collect = Config::default)]
    pub struct Config {
        pub idle: u8,
    }

    #[meditation::section("Function", crate = self::meditation)]
    fn function() -> u8 {
        1
    }
}

fn main() {
    let _ = (by_option::Section::default().idle, by_option::Config::default().idle);
}
