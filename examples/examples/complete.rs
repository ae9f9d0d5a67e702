//! Everything at once: a configuration with its sources, defaults and secrets, sections of a
//! static, a function, methods, instances and a closure, and an async task.
//!
//! It prints its own report and ends.

use figment::Figment;
use figment::providers::{Env, Format as _, Toml};
use gmr::{ConfigReport, ReportSection};
use secrecy::SecretString;
use serde::Deserialize;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::{Arc, Mutex, OnceLock};
use std::task::{Context, Waker};
use std::time::Duration;

/// Names, defaults and flattening are those that serde is told.
#[derive(Deserialize, ConfigReport)]
#[serde(default, rename_all = "kebab-case")]
struct Config {
    /// Where the API listens.
    listen: SocketAddr,
    database_url: url::Url,
    api_key: String,
    #[serde(skip)]
    token_ttl: Duration,
    signing: SecretString,
    #[gmr(secret)]
    pin: u32,
    #[gmr(show)]
    secret_backend: String,
    cache: Cache,
}

#[derive(Clone, Default, Deserialize, ConfigReport)]
#[serde(default)]
struct Cache {
    #[gmr(unit = "MiB")]
    size: u32,
    shards: Vec<String>,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            listen: ([127, 0, 0, 1], 8080).into(),
            database_url: "postgres://localhost/shop".parse().expect("a URL"),
            api_key: String::new(),
            token_ttl: Duration::from_secs(60),
            signing: SecretString::default(),
            pin: 0,
            secret_backend: "vault".to_owned(),
            cache: Cache::default(),
        }
    }
}

const FILE: &str = r#"
database-url = "postgres://shop:hunter2@db.internal/shop"
api-key = "key-12345"
signing = "correct horse battery staple"
pin = 1234
cache = { size = 64, shards = ["a", "b"] }
"#;

/// One section lists every session that lives.
#[derive(ReportSection)]
#[gmr(title = "Sessions", instances, order = 20)]
struct Session {
    peer: SocketAddr,
    #[gmr(unit = "B")]
    received: u64,
    state: Mutex<State>,
    #[gmr(skip_if = Option::is_none)]
    referrer: Option<String>,
}

#[derive(ReportSection)]
#[gmr(rename_all = "kebab-case")]
enum State {
    LoggedIn { user: String },
    Closing,
}

#[gmr::section("Job queue", order = 10)]
static QUEUE: OnceLock<Mutex<Vec<String>>> = OnceLock::new();

#[gmr::section(order = 11, timeout = "250ms")]
fn parsed() -> Result<u16, std::num::ParseIntError> {
    "eighty".parse()
}

struct Scheduler {
    load: f64,
}

static SCHEDULER: Mutex<Scheduler> = Mutex::new(Scheduler { load: 0.75 });

#[gmr::sections(static = SCHEDULER)]
impl Scheduler {
    #[section("Scheduler load", order = 12)]
    fn load(&self) -> String {
        format!("{:.0} %", self.load * 100.0)
    }
}

#[gmr::task(name = "courier", detail("{mails} mails for {to}"))]
async fn carry(to: &str, mails: usize) {
    let () = std::future::pending().await;
}

pub(crate) fn main() -> Result<(), Box<dyn std::error::Error>> {
    let figment = Figment::new().merge(Toml::string(FILE)).merge(Env::prefixed("SHOP_"));
    let config: Config = figment.extract()?;
    let _guard = gmr::autorun(gmr::package!())
        .conf(config)
        .sources(move |option| figment.find_metadata(option).map(|from| from.name.to_string()))
        .start()?;

    let queue = QUEUE.get_or_init(Mutex::default);
    queue.lock().map_err(|_| "poisoned")?.push("invoice 17".to_owned());
    let peer = ([10, 0, 0, 7], 4711).into();
    let user = "ann".to_owned();
    let ann = Session {
        peer,
        received: 512,
        state: Mutex::new(State::LoggedIn { user }),
        referrer: Some("https://ann:hunter2@example.org".to_owned()),
    };
    let state = Mutex::new(State::Closing);
    let _sessions =
        [gmr::track(ann), gmr::track(Session { peer, received: 0, state, referrer: None })];
    let shared = Arc::new(Mutex::new(3));
    let _retries = gmr::register("Retries", move || Arc::clone(&shared));

    let mut task = pin!(carry("ann", 2));
    let _ = task.as_mut().poll(&mut Context::from_waker(Waker::noop()));

    print!("{}", gmr::view::text(&gmr::collect()));
    Ok(())
}
