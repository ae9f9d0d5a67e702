#![allow(clippy::unwrap_used)]

use super::*;
use crate::capture::kernel::tree;

const ID: &str = "4f5e6a7b8c9d0e1f2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8091";
const UID: &str = "2d3d5b2e-1c1b-4a56-9d5e-0123456789ab";

fn container(
    cgroup: &str,
    mounts: &str,
    environ: &str,
    files: &[(&str, &str)],
) -> Option<Container> {
    let traces = Traces {
        cgroup: cgroup.as_bytes(),
        mounts: mounts.as_bytes(),
        environ: environ.as_bytes(),
    };
    Container::new(tree(files).path(), traces)
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn a_container_is_known_by_the_name_of_its_group() {
    let systemd = UID.replace('-', "_");
    let cases = [
        (format!("4:memory:/docker/{ID}\n"), text("docker"), None),
        (format!("0::/system.slice/docker-{ID}.scope\n"), text("docker"), None),
        (format!("0::/machine.slice/libpod-{ID}.scope/container\n"), text("podman"), None),
        (format!("0::/kubepods/burstable/pod{UID}/{ID}\n"), None, text(UID)),
        (
            format!(
                "0::/kubepods.slice/kubepods-besteffort.slice/\
                 kubepods-besteffort-pod{systemd}.slice/cri-containerd-{ID}.scope\n"
            ),
            text("containerd"),
            text(UID),
        ),
        (
            format!("0::/kubepods.slice/kubepods-pod{systemd}.slice/crio-{ID}.scope\n"),
            text("cri-o"),
            text(UID),
        ),
    ];
    for (cgroup, runtime, uid) in cases {
        let found = container(&cgroup, "", "", &[]).unwrap();
        assert_eq!(found.id.as_deref(), Some(ID), "{cgroup}");
        assert_eq!((&found.runtime, found.is_of_pod), (&runtime, uid.is_some()), "{cgroup}");
        assert_eq!(found.pod_uid, uid, "{cgroup}");
    }
}

#[test]
fn a_container_with_a_namespace_of_its_own_is_known_by_its_mounts() {
    let mounts = format!(
        "700 690 8:1 /var/lib/docker/containers/{ID}/hostname /etc/hostname rw - ext4 /dev/a rw\n"
    );
    let found = container("0::/\n", &mounts, "", &[(".dockerenv", "")]).unwrap();
    assert_eq!((found.id, found.runtime), (text(ID), text("docker")));
}

#[test]
fn the_files_of_a_pod_name_no_container() {
    let mounts = format!(
        "1 1 8:1 /docker/containers/{ID}/hostname /etc/hostname rw - ext4 /dev/a rw\n\
         1 1 8:1 /var/lib/kubelet/pods/{UID}/etc-hosts /etc/hosts rw - ext4 /dev/a rw\n"
    );
    let found = container("0::/\n", &mounts, "", &[]).unwrap();
    assert_eq!((found.id, found.pod_uid, found.is_of_pod), (None, text(UID), true));
}

#[test]
fn of_containers_in_each_other_the_innermost_counts() {
    let outer = ID.replace('4', "5");
    let cgroup = format!("0::/docker/{outer}/kubelet/kubepods/besteffort/pod{UID}/{ID}\n");
    let found = container(&cgroup, "", "", &[]).unwrap();
    assert_eq!((found.id, found.runtime, found.pod_uid), (text(ID), None, text(UID)));
}

#[test]
fn a_pod_is_known_by_what_kubernetes_gives_it() {
    let namespace = "var/run/secrets/kubernetes.io/serviceaccount/namespace";
    let environ = "KUBERNETES_SERVICE_HOST=10.0.0.1\0HOSTNAME=shop-5d\0NODE_NAME=n7\0";
    let found = container("0::/\n", "", environ, &[(namespace, "prod\n")]).unwrap();
    assert_eq!(
        (found.pod, found.namespace, found.node),
        (text("shop-5d"), text("prod"), text("n7"))
    );
}

#[test]
fn podman_tells_of_its_containers_itself() {
    let file =
        format!("engine=\"podman-4.3.1\"\nname=\"web\"\nid=\"{ID}\"\nimage=\"docker.io/x:1\"\n");
    let found =
        container("0::/\n", "", "container=podman\0", &[("run/.containerenv", &file)]).unwrap();
    assert_eq!((found.runtime, found.id), (text("podman"), text(ID)));
    assert_eq!((found.name, found.image), (text("web"), text("docker.io/x:1")));
}

#[test]
fn a_machine_is_no_container() {
    let cgroup = "0::/user.slice/user-1000.slice/session-2.scope\n4:memory:/docker/short\n";
    let mounts = "22 1 8:1 / / rw - ext4 /dev/a rw\nbroken\n";
    assert_eq!(container(cgroup, mounts, "HOSTNAME=x\0", &[]), None);
    assert_eq!(container("", "", "", &[]), None);
}

#[test]
fn a_release_is_read_as_a_shell_would() {
    let release = Release::parse(
        b"PRETTY_NAME=\"Debian \\\"12\\\"\"\nNAME='A b'\nVERSION_ID=12\nBUILD_ID=\nX_NAME=no\n\xff=\n",
    );
    assert_eq!(release.pretty, text("Debian \"12\""));
    assert_eq!((release.name, release.version, release.build), (text("A b"), text("12"), None));
    assert_eq!(Release::parse(b""), Release::default());
}

#[test]
fn a_sandbox_is_known_by_its_kernel() {
    let of = |release: &str, version: &str| {
        let (release, version) = (release.to_owned(), version.to_owned());
        sandbox(&Kernel { release, version, ..kernel() })
    };
    assert_eq!(of("4.4.0", "#1 SMP Sun Jan 10 15:06:54 PST 2016"), Some(Sandbox::GVisor));
    assert_eq!(of("4.19.0-gvisor", "#1 SMP"), Some(Sandbox::GVisor));
    assert_eq!(of("4.4.0-19041-Microsoft", "#1"), Some(Sandbox::Wsl1));
    assert_eq!(of("5.15.90.1-microsoft-standard-WSL2", "#1"), None);
    assert_eq!(of("6.1.0-18-amd64", "#1 SMP Debian"), None);
}

#[test]
fn a_list_of_processors_is_counted() {
    for (list, expect) in [("0-7", Some(8)), ("0", Some(1)), ("0-3,8,10-11", Some(7))] {
        assert_eq!(count(list), expect, "{list}");
    }
    for bad in ["", "x", "3-1", "0-", "-1", "0-4294967296"] {
        assert_eq!(count(bad), None, "{bad}");
    }
}

#[test]
fn load_and_model_are_read_where_they_stand() {
    let root = tree(&[
        ("proc/loadavg", "0.50 1.25 2.00 1/100 42\n"),
        ("sys/class/dmi/id/sys_vendor", "QEMU\n"),
        ("sys/class/dmi/id/product_name", "Standard PC\n"),
    ]);
    assert_eq!(load(root.path()).unwrap(), [0.5, 1.25, 2.0]);
    assert_eq!(model(root.path()), text("QEMU Standard PC"));
    let bad = tree(&[("proc/loadavg", "0.50 NaN\n")]);
    assert_eq!(load(bad.path()).unwrap_err().kind(), io::ErrorKind::InvalidData);
    assert_eq!(model(bad.path()), None);
}
