//! What a service of OpenStack sets up with oslo.reports, in Rust:
//!
//! ```python
//! from oslo_reports import guru_meditation_report as gmr
//! from oslo_reports import opts as gmr_opts
//!
//! gmr_opts.set_defaults(CONF)
//! CONF.oslo_reports.log_dir = "/var/log/nova"
//! CONF.oslo_reports.file_event_handler = "/run/nova-api.report"
//! CONF.oslo_reports.file_event_handler_interval = 1
//!
//! gmr.TextGuruMeditation.register_section("Paste", paste_generator)
//! gmr.TextGuruMeditation.setup_autorun(version, service_name="nova-api", conf=CONF)
//! ```
//!
//! Here the directory and the file come from the command line; it serves until stdin ends.

use gmr::ConfigReport;
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::PathBuf;

/// The group of options that an operator writes in `nova.conf`.
#[derive(ConfigReport)]
#[gmr(group = "api_database")]
struct ApiDatabase {
    /// The connection; its password is masked.
    connection: String,
    max_pool_size: u32,
}

fn paste() -> BTreeMap<&'static str, &'static str> {
    BTreeMap::from([("pipeline", "cors http_proxy_to_wsgi"), ("app", "osapi_compute")])
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(log_dir), Some(file)) = (arguments.next(), arguments.next()) else {
        return Err("usage: oslo_port LOG_DIR TRIGGER_FILE".into());
    };
    let conf = ApiDatabase {
        connection: "mysql+pymysql://nova:hunter2@controller/nova_api".to_owned(),
        max_pool_size: 5,
    };

    gmr::register("Paste", paste).detach();
    let _guard = gmr::setup_autorun!(
        version = "32.0.1",
        service_name = "nova-api",
        conf = conf,
        log_dir = log_dir,
        file_event_handler = file,
        file_event_handler_interval = 1,
    )?;

    println!("pid {}", std::process::id());
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}
