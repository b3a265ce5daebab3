//! The ordinary Connect SIMs.

use super::{Demo, catalogue::EUROPE_3GB, shop::Provider};
use crate::connect::model::{Sim, SimType};

const EUROPE_1GB: &str = "c1Xr0wTq8ZbK5nVdLmYh3sGfPj7EuAo2iR6tN9aQe4M=";
const WORLD_2GB: &str = "Nq6vL0rTy3Kb8WzGd5XhSf2CmJp7Eu1aOi9RtV4Qe_c=";
/// A SIM of another client: every call about it answers 403.
const FOREIGN: &str = "8944472600000999990";

const FLEET: [(&str, &str, u64, i64); 8] = [
    ("8944472600000520015", "Rider 1", 2100, 4),
    ("8944472600000520122", "Rider 2", 640, 19),
    ("8944472600000520239", "Rider 3", 90, 26),
    ("8944472600000520346", "Rider 4", 2970, 1),
    ("8944472600000520453", "Rider 5", 1500, 12),
    ("8944472600000520560", "Rider 6", 0, 22),
    ("8944472600000520677", "Depot router", 1024, 9),
    ("8944472600000520784", "Night shift phone", 410, 28),
];

pub(super) fn issue(demo: &mut Demo) {
    demo.connect_sim("mara", "8944472600000510740", Provider::ConnectPsim, "GB", "Work phone");
    demo.connect_plan("8944472600000510740", EUROPE_1GB, 300, 40);
    demo.connect_plan("8944472600000510740", EUROPE_3GB, 1180, 21);
    demo.connect_sim("mara", "8944472600000510757", Provider::ConnectEsim, "GB", "Tablet");
    demo.connect_plan("8944472600000510757", WORLD_2GB, 820, 6);
    for (iccid, label, megabytes_left, days_ago) in FLEET {
        demo.connect_sim("fleet", iccid, Provider::ConnectPsim, "PT", label);
        demo.connect_plan(iccid, EUROPE_3GB, megabytes_left, days_ago);
    }
    let foreign =
        Sim { iccid: FOREIGN.to_owned(), sim_type: SimType::Psim, status: "Installed", last_modified: demo.now, is_foreign: true };
    demo.connect.sims.push(foreign);
}
