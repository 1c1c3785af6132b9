//! The lock: what a locked app shows, and its settings. While the app is locked this is the only screen; it shows nothing of the work.

use super::action::{Action, LockAction, Outcome, Work};
use super::blocks::{Button, Field, FieldKind, Head, Panel};
use super::error::Problem;
use super::form::Form;
use super::guard::SHORTEST;
use super::route::Route;
use super::view::View;
use crate::sync::enrol_link::EnrolLink;
use serde::{Deserialize, Serialize};

/// The lock screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LockScreen {
    /// Title.
    pub head: Head,
    /// Whether the app is locked: then nothing else may be on the screen, nor in the list of running apps.
    pub locked: bool,
    /// What this is, or how long to wait.
    pub help: String,
    /// The PIN, while it is locked.
    pub unlock: Option<Panel>,
    /// PIN and minutes, while it is not.
    pub settings: Option<Panel>,
    /// What else can be done.
    pub buttons: Vec<Button>,
    /// The way back in for who forgot the PIN: a fresh enrolment code for the same person.
    pub forgotten: Option<Panel>,
}

pub(crate) fn show(view: &View<'_>) -> Result<LockScreen, Problem> {
    let look = view.lock;
    let words = view.words;
    let say = |key: &str| words.say(key);
    let secret = |key: &str, label: &str| Field::new(key, say(label), FieldKind::Secret);
    let head = Head { title: say("screen-lock-title"), ..Head::default() };
    if look.locked {
        let help = match look.wait_minutes {
            0 => say("screen-lock-locked"),
            minutes => words.with("error-lock-wait", &[("minutes", minutes.to_string())]),
        };
        let unlock = Panel {
            key: "unlock".into(),
            title: String::new(),
            fields: vec![secret("pin", "screen-lock-pin").required()],
            button: Some(Button::new("open", say("screen-lock-open"), LockAction::Unlock).primary()),
        };
        let forgotten = Panel {
            key: "forgotten".into(),
            title: say("screen-lock-forgotten"),
            fields: vec![
                Field::new("link", say("screen-lock-link"), FieldKind::Code).hint(say("screen-lock-link-hint")),
                Field::new("code", say("screen-enrol-code"), FieldKind::Text),
            ],
            button: Some(Button::new("vouch", say("screen-lock-vouch"), LockAction::Forgotten)),
        };
        let owner = || Button::new("owner", say("screen-lock-owner"), LockAction::UnlockByOwner);
        let buttons = view.owner.iter().filter(|check| check.available()).map(|_| owner()).collect();
        let (unlock, forgotten) = (Some(unlock), Some(forgotten));
        return Ok(LockScreen { head, locked: true, help, unlock, settings: None, buttons, forgotten });
    }
    let mut fields = Vec::new();
    if look.set {
        fields.push(secret("old", "screen-lock-old").required());
    }
    let new =
        secret("pin", "screen-lock-new").hint(words.with("screen-lock-new-hint", &[("least", SHORTEST.to_string())]));
    let again = secret("again", "screen-lock-again");
    fields.extend(if look.set { [new, again] } else { [new.required(), again.required()] });
    fields.push(
        Field::new("minutes", say("screen-lock-minutes"), FieldKind::Minutes)
            .required()
            .value(look.minutes.to_string()),
    );
    let button = Button::new("set", say("screen-lock-set"), LockAction::Set).primary();
    let panel = Panel { key: "settings".into(), title: say("screen-lock-settings"), fields, button: Some(button) };
    let mut buttons = Vec::new();
    if look.set {
        buttons.push(Button::new("now", say("screen-lock-now"), LockAction::LockNow));
        let ask = vec![secret("old", "screen-lock-old").required()];
        buttons.push(Button::new("remove", say("screen-lock-remove"), LockAction::Remove).danger().ask(ask));
    }
    let help = say(if look.set { "screen-lock-is-set" } else { "screen-lock-help" });
    Ok(LockScreen { head, locked: false, help, unlock: None, settings: Some(panel), buttons, forgotten: None })
}

pub(crate) fn act(view: &View<'_>, action: &LockAction, form: Form<'_>) -> Result<Outcome, Problem> {
    let (guard, store, now) = (view.guard, view.store, view.reading);
    if view.lock.locked && matches!(action, LockAction::Set | LockAction::Remove | LockAction::NewKey) {
        return Err(Problem::error("locked"));
    }
    match action {
        LockAction::Unlock => guard.unlock(store, now, form.required("pin")?)?,
        LockAction::UnlockByOwner => {
            let why = view.words.say("screen-lock-why");
            if !view.owner.is_some_and(|owner| owner.check(&why)) {
                return Err(Problem::error("lock_owner_unknown"));
            }
            guard.open(now);
        }
        LockAction::Set => {
            if form.text("pin") != form.text("again") {
                return Err(Problem::error("lock_pin_differs").at("again"));
            }
            guard.set(store, now, form.text("old"), form.text("pin"), form.need("minutes")?)?;
            return Ok(Outcome::told(view.words.say("screen-lock-is-set")));
        }
        LockAction::Remove => {
            guard.remove(store, now, form.required("old")?)?;
            return Ok(Outcome::told(view.words.say("screen-lock-removed")));
        }
        LockAction::LockNow => {
            guard.close();
            return Ok(Outcome::to(Route::Lock));
        }
        LockAction::NewKey => {
            // All that stands under the old one follows beside the screens, after each session with the hub.
            store.begin_rotation()?;
            return Ok(Outcome::told(view.words.say("screen-lock-new-key-begun")));
        }
        LockAction::Forgotten => return forgotten(view, form),
    }
    Ok(Outcome::to(Route::Today))
}

/// The code is for the hub that the phone belongs to: another one may not vouch.
fn forgotten(view: &View<'_>, form: Form<'_>) -> Result<Outcome, Problem> {
    let Some(enrolment) = &view.identity.enrolment else { return Err(Problem::error("not_enrolled")) };
    let link = match form.text("link") {
        "" => {
            // The phone knows this hub already, also one without TLS.
            let plain = enrolment.hub_url.starts_with("http://");
            EnrolLink::with(&enrolment.hub_url, form.required("code")?, enrolment.pins.clone(), plain)
                .map_err(|e| Problem::from(e).at("code"))?
        }
        link => link.parse::<EnrolLink>().map_err(|e| Problem::from(e).at("link"))?,
    };
    Ok(Outcome::start(Work::Enrol { link: link.to_string(), name: String::new() }))
}

impl From<LockAction> for Action {
    fn from(action: LockAction) -> Self {
        Self::Lock { action }
    }
}
