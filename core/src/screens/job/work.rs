//! Where the buttons of a job stand: what comes next at the bottom, the work as a grid in its order, what belongs to a thing beside that thing,
//! and at most six in the menu. Which buttons there are says `buttons`.

use crate::screens::blocks::{Button, Row};
use crate::screens::words::Words;

/// Entries of the menu: more than a hand finds without reading is no menu.
const MENU: usize = 6;

/// The work, in the order in which it is done. What is not offered now leaves no gap.
const GRID: &[&str] = &[
    "resume",
    "arrive",
    "start",
    "diagnose",
    "plan",
    "ready",
    "remote",
    "backup",
    "evidence_photo",
    "photo",
    "check_repair_check",
    "take",
    "replace",
    "work",
    "cause",
    "complete",
    "sign",
    "sign_day",
    "sheet",
    "come_back",
];

/// What stands together below: the row, and which buttons (a name that ends with `_` is a family).
const FURTHER: &[(&str, &[&str])] = &[
    ("help", &["help_", "escalate"]),
    ("papers", &["paper_"]),
    ("waiting", &["wait_parts", "wait_customer"]),
    ("parts", &["return"]),
    ("look", &["outing", "cases"]),
    ("change", &["diagnose", "plan", "backup"]),
];

/// The buttons of a job, each in its place.
pub(super) struct Placed {
    /// What comes next.
    pub main: Vec<Button>,
    /// The work.
    pub work: Vec<Button>,
    /// Checklists that are filled in more rarely.
    pub lists: Vec<Button>,
    /// What belongs together, a row each.
    pub further: Vec<Row>,
    /// The menu.
    pub more: Vec<Button>,
}

/// Each button in its place: `next` are the next steps, of which the primary one stays at the bottom, `more` what else can be done.
pub(super) fn place(words: Words, mut next: Vec<Button>, mut more: Vec<Button>) -> Placed {
    let at = next.iter().position(|button| button.primary).unwrap_or(0);
    let main: Vec<Button> = if next.is_empty() { Vec::new() } else { vec![next.remove(at)] };
    // What can be changed once more is no step of the work.
    let mut further = Vec::new();
    for (key, names) in FURTHER {
        let family = |button: &Button| names.iter().any(|name| named(button, name));
        let buttons: Vec<Button> = more.extract_if(.., |button| family(button)).collect();
        if !buttons.is_empty() {
            let title = words.code("screen-job-further-", key); // keys!: screen-job-further-*
            further.push(Row { key: (*key).to_owned(), title, buttons, ..Row::default() });
        }
    }
    next.append(&mut more);
    // At work the camera in sight is the one whose photo is evidence.
    let evidence = next.iter().any(|button| button.key == "evidence_photo");
    let mut work = Vec::new();
    for name in GRID.iter().filter(|name| !(evidence && **name == "photo")) {
        work.extend(next.iter().position(|button| button.key == *name).map(|at| next.remove(at)));
    }
    let lists = next.extract_if(.., |button| named(button, "check_")).collect();
    if next.len() > MENU {
        let buttons = next.split_off(MENU);
        further.push(Row {
            key: "other".into(),
            title: words.say("screen-job-further-other"),
            buttons,
            ..Row::default()
        });
    }
    Placed { main, work, lists, further, more: next }
}

fn named(button: &Button, name: &str) -> bool {
    if name.ends_with('_') { button.key.starts_with(name) } else { button.key == name }
}
