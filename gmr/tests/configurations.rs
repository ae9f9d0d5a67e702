//! Several configurations in one process, and where their values came from.

#![allow(clippy::unwrap_used, clippy::panic, dead_code)]

mod child;

use child::{Service, play, say, section, serve};
use gmr::ConfigReport;
use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;

#[derive(ConfigReport)]
#[gmr(static = SERVER)]
struct ServerConfig {
    listen: &'static str,
    password: &'static str,
}

static SERVER: Mutex<ServerConfig> = Mutex::new(ServerConfig { listen: "::", password: "hunter2" });

#[derive(ConfigReport)]
#[gmr(collect = cache_options)]
struct CacheOptions {
    size: usize,
    shards: Vec<Shard>,
}

#[derive(ConfigReport)]
struct Shard {
    host: &'static str,
}

fn cache_options() -> CacheOptions {
    CacheOptions { size: 9, shards: vec![Shard { host: "a" }, Shard { host: "b" }] }
}

/// Handed over by `.conf(..)`, also twice.
#[derive(ConfigReport)]
struct Worker {
    threads: u8,
}

#[derive(ConfigReport)]
#[gmr(group = "worker")]
struct OtherWorker {
    fibers: u8,
}

/// What the configuration section of a service with this set-up says.
fn configuration(name: &str, set_up: impl FnOnce() -> gmr::Autorun) -> String {
    play(name, || {
        let _guard = set_up().start().expect("set-up");
        say("ready");
        serve();
    });
    section(&Service::start(name, |_| {}).only_report(), "Configuration").to_owned()
}

#[test]
fn each_is_a_group_and_those_of_one_name_are_told_apart() {
    let name = "each_is_a_group_and_those_of_one_name_are_told_apart";
    let text = configuration(name, || {
        let autorun = gmr::autorun(gmr::package!()).conf(Worker { threads: 1 });
        autorun
            .conf(Arc::new(RwLock::new(Worker { threads: 2 })))
            .conf(OtherWorker { fibers: 3 })
            .conf(Worker { threads: 4 })
    });
    let expect = "
cache: 
  size = 9
  shards = 
    [dict]
      host = a
    [dict]
      host = b

server: 
  listen = ::
  password = ***

worker (alloc::sync::Arc<std::sync::poison::rwlock::RwLock<configurations::Worker>>): 
  threads = 2

worker (configurations::OtherWorker): 
  fibers = 3

worker (configurations::Worker): 
  threads = 1

worker (configurations::Worker) #2: 
  threads = 4
";
    assert_eq!(text, expect);
}

#[test]
fn sources_belong_to_the_configuration_before_them() {
    let name = "sources_belong_to_the_configuration_before_them";
    let text = configuration(name, || {
        gmr::autorun(gmr::package!())
            .sources(|path| match path {
                "listen" | "threads" => Some("of those that are registered"),
                "password" => Some("https://u:hunter2@vault"),
                "shards.1.host" => Some("b.toml"),
                _ => None,
            })
            .conf(Worker { threads: 1 })
            .sources(|path| Some(format!("the first's {path}")))
            .conf(Worker { threads: 2 })
            .conf(Worker { threads: 3 })
            .sources(|_| Some("replaced"))
            .sources(|_| Some("the third's"))
    });
    for line in [
        "listen = ::  (of those that are registered)",
        "password = ***  (https://u:***@vault)",
        "host = a",
        "host = b  (b.toml)",
        "threads = 1  (the first's threads)",
        "threads = 2",
        "threads = 3  (the third's)",
    ] {
        let found = text.lines().filter(|found| found.trim() == line).count();
        assert_eq!(found, 1, "`{line}` in:\n{text}");
    }
}

#[test]
fn sources_that_panic_cost_no_value() {
    let text = configuration("sources_that_panic_cost_no_value", || {
        gmr::autorun(gmr::package!())
            .sources(|path| -> Option<String> { panic!("no {path} in https://u:hunter2@vault") })
            .conf(Worker { threads: 1 })
            .sources(|_| Some("a file"))
    });
    let (before, after) = text.split_once("source unknown: panicked: ").unwrap();
    assert!(before.ends_with("size = 9  ("), "{text}");
    assert!(after.starts_with("no size in https://u:***@vault at "), "{text}");
    assert!(after.contains("password = ***\n"), "{text}");
    assert!(after.contains("threads = 1  (a file)\n"), "{text}");
}

#[test]
fn sources_that_never_answer_cost_no_value() {
    let text = configuration("sources_that_never_answer_cost_no_value", || {
        gmr::autorun(gmr::package!())
            .section_timeout(Duration::from_millis(300))
            .sources(|path| match path {
                "listen" => loop {
                    std::thread::park();
                },
                _ => Some("a file"),
            })
            .conf(Worker { threads: 1 })
    });
    assert!(text.contains("\n  size = 9  (a file)\n"), "{text}");
    assert!(text.contains("\n  listen = ::\n  password = ***\n"), "{text}");
    assert!(text.contains("\n  threads = 1\n"), "{text}");
    let (_, stuck) = text.split_once("<timed out after 300ms").unwrap();
    // Where it hangs is shown, down to where gmr asks.
    assert!(stuck.contains("configurations.rs"), "{text}");
    assert!(stuck.ends_with("frames below are gmr's own>\n"), "{text}");
}

#[test]
fn one_that_hangs_does_not_hide_that_there_are_others() {
    #[derive(ConfigReport)]
    struct Stuck {
        before: u8,
        #[gmr(with = hang)]
        value: u8,
    }
    fn hang(_: &u8) -> u8 {
        loop {
            std::thread::park();
        }
    }
    let text = configuration("one_that_hangs_does_not_hide_that_there_are_others", || {
        gmr::autorun(gmr::package!())
            .section_timeout(Duration::from_millis(300))
            .conf(Worker { threads: 1 })
            .conf(Stuck { before: 1, value: 2 })
    });
    let stuck = "\nstuck: \n  before = 1\n\nworker: <unfinished>\n";
    assert!(text.contains(stuck), "{text}");
    assert!(text.contains("\n  size = 9\n"), "{text}");
}
