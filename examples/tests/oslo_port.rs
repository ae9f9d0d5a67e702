//! `oslo_port` does what the service it was ported from does.

#[path = "../../gmr/tests/child/mod.rs"]
mod child;

use child::{Service, section};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

#[test]
fn a_touched_file_and_a_signal_each_leave_a_report_in_the_directory() {
    let dir = tempfile::tempdir().unwrap();
    let (logs, trigger) = (dir.path().join("logs"), dir.path().join("nova-api.report"));
    fs::create_dir(&logs).unwrap();
    fs::write(&trigger, "").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_oslo_port"));
    command.arg(&logs).arg(&trigger);
    let mut service = Service::spawn(command);
    service.line("pid ");

    fs::write(&trigger, "now").unwrap();
    let by_file = written(&mut service);
    service.signal("USR2");
    let by_signal = written(&mut service);
    service.end_well();

    for (path, trigger) in [(by_file, "file "), (by_signal, "signal SIGUSR2")] {
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(name.starts_with("nova-api_gurumeditation_"), "{name}");
        let report = fs::read_to_string(&path).unwrap();
        assert!(report.contains(&format!("trigger  = {trigger}")), "{report}");
        assert!(section(&report, "Package").contains("32.0.1"), "{report}");
        assert!(section(&report, "Paste").contains("app = osapi_compute"), "{report}");
        let configuration = section(&report, "Configuration");
        assert!(configuration.contains("\napi_database: \n"), "{configuration}");
        let masked = "connection = mysql+pymysql://nova:***@controller/nova_api";
        assert!(configuration.contains(masked), "{configuration}");
        assert!(!report.contains("hunter2"), "{report}");
    }
}

fn written(service: &mut Service) -> PathBuf {
    let line = service.complaint("report written to ");
    PathBuf::from(line.rsplit_once("written to ").expect("a path").1)
}
