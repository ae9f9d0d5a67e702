//! Where a value came from, by figment, config and clap, shown beside it.

#[path = "../../gmr/tests/child/mod.rs"]
mod child;

use child::{Service, play, say, section, serve};
use figment::Figment;
use figment::providers::{Env, Format as _, Serialized, Toml};
use gmr::ConfigReport;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, ConfigReport)]
struct Config {
    listen: String,
    workers: u16,
    api_key: String,
    #[serde(rename = "store")]
    database: Database,
    #[serde(flatten)]
    log: Log,
}

#[derive(Serialize, Deserialize, ConfigReport)]
#[serde(rename_all = "kebab-case")]
struct Database {
    pool_size: u16,
    hosts: Vec<String>,
}

#[derive(Serialize, Deserialize, ConfigReport)]
struct Log {
    level: String,
}

impl Default for Config {
    fn default() -> Self {
        let database = Database { pool_size: 4, hosts: Vec::new() };
        let log = Log { level: "info".into() };
        Config { listen: "[::]:80".into(), workers: 4, api_key: String::new(), database, log }
    }
}

const FILE: &str = "workers = 6\nlevel = 'debug'\n[store]\nhosts = ['a', 'b']\n";

/// What the configuration section of a service that is set up so says; it finds `FILE` as
/// `nova.toml`, and two variables.
fn configuration(name: &str, set_up: impl FnOnce() -> gmr::Autorun) -> String {
    play(name, || {
        let _guard = set_up().start().expect("set-up");
        say("ready");
        serve();
    });
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("nova.toml"), FILE).expect("a file");
    let service = Service::start(name, |command| {
        command.current_dir(folder.path());
        command.env("NOVA_API_KEY", "hunter2").env("NOVA_STORE__POOL-SIZE", "9");
    });
    section(&service.only_report(), "Configuration").to_owned()
}

/// figment keeps for each value who provided it.
fn of_figment(figment: &Figment, path: &str) -> Option<String> {
    let from = figment.find_metadata(path)?;
    Some(match &from.source {
        Some(figment::Source::File(file)) => file.display().to_string(),
        Some(_) => "default".to_owned(),
        None => format!("{}: {}", from.name, path.to_uppercase()),
    })
}

#[test]
fn figment_tells_by_its_metadata() {
    let text = configuration("figment_tells_by_its_metadata", || {
        let figment = Figment::from(Serialized::defaults(Config::default()))
            .merge(Toml::file_exact("nova.toml"))
            .merge(Env::prefixed("NOVA_").split("__"));
        let config: Config = figment.extract().expect("a configuration");
        gmr::autorun(gmr::package!()).conf(config).sources(move |path| of_figment(&figment, path))
    });
    let expect = "
default: 
  listen = [::]:80  (default)
  workers = 6  (nova.toml)
  api_key = ***  (`NOVA_` environment variable(s): API_KEY)
  store = 
    pool-size = 9  (`NOVA_` environment variable(s): STORE.POOL-SIZE)
    hosts = (nova.toml)
      a
      b
  level = debug  (nova.toml)
";
    assert_eq!(text, expect);
}

/// config keeps the origin of each value in the tree that it merged.
fn of_config(tree: &config::Value, path: &str) -> Option<String> {
    let mut value = tree.clone();
    for name in path.split('.') {
        value = value.into_table().ok()?.remove(name)?;
    }
    value.origin().map(str::to_owned)
}

#[test]
fn config_tells_by_its_origins() {
    let text = configuration("config_tells_by_its_origins", || {
        let environment = config::Environment::with_prefix("NOVA").prefix_separator("_");
        let loaded = config::Config::builder()
            .set_default("listen", "[::]:80")
            .and_then(|builder| {
                builder
                    .add_source(config::File::with_name("nova.toml"))
                    .add_source(environment.separator("__"))
                    .build()
            })
            .expect("a configuration");
        let tree = loaded.cache.clone();
        let config: Config = loaded.try_deserialize().expect("a configuration");
        gmr::autorun(gmr::package!()).conf(config).sources(move |path| of_config(&tree, path))
    });
    let expect = "
default: 
  listen = [::]:80
  workers = 6  (nova.toml)
  api_key = ***  (the environment)
  store = 
    pool-size = 9  (the environment)
    hosts = (nova.toml)
      a
      b
  level = debug  (nova.toml)
";
    assert_eq!(text, expect);
}

#[derive(clap::Parser, ConfigReport)]
struct Arguments {
    #[arg(long, default_value_t = 80)]
    port: u16,
    #[arg(long, env = "NOVA_API_KEY")]
    api_key: String,
    #[arg(long)]
    name: Vec<String>,
}

/// clap knows whether an argument was given, and where.
fn of_clap(matches: &clap::ArgMatches, path: &str) -> Option<&'static str> {
    use clap::parser::ValueSource;
    match matches.value_source(path)? {
        ValueSource::DefaultValue => Some("default"),
        ValueSource::EnvVariable => Some("environment"),
        ValueSource::CommandLine => Some("command line"),
        _ => None,
    }
}

#[test]
fn clap_tells_by_its_value_source() {
    use clap::{CommandFactory as _, FromArgMatches as _};
    let text = configuration("clap_tells_by_its_value_source", || {
        let matches = Arguments::command().get_matches_from(["nova", "--name", "a"]);
        let arguments = Arguments::from_arg_matches(&matches).expect("the arguments");
        gmr::autorun(gmr::package!()).conf(arguments).sources(move |path| of_clap(&matches, path))
    });
    let expect = "
arguments: 
  port = 80  (default)
  api_key = ***  (environment)
  name = (command line)
    a
";
    assert_eq!(text, expect);
}
