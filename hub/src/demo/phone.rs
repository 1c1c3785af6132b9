//! One phone: the core's app on a folder, with a clock of its own, joined to the hub by a one-time code.

use super::company::Company;
use super::error::DemoError;
use super::hand::{Hand, PhoneClock};
use crate::hub::Hub;
use crate::random;
use fettle_core::screens::{Action, App, Offer, Outcome, Platform, Route, Screen};
use fettle_core::store::FileKeys;
use fettle_core::sync::enrol_link::EnrolLink;
use fettle_core::text::Lang;
use std::path::Path;
use std::sync::Arc;

/// A phone of the demo.
pub struct Phone {
    /// The core.
    pub app: App,
}

impl Phone {
    /// A new phone of `login`, enrolled over HTTP with a code from the hub. Its wall clock is `number` times four minutes off.
    pub async fn enrol(
        hub: &Hub,
        company: &Company,
        login: &str,
        folder: &Path,
        address: &str,
        hand: &Hand,
        number: usize,
    ) -> Result<Self, DemoError> {
        let (person, state) = company.person(login)?;
        let boot = random::uuid(hub.clock.now_ms())?;
        let off = i64::try_from(number).unwrap_or(0) * 4;
        let lang = if login == "li" { Lang::En } else { Lang::Zh };
        let platform = Platform {
            clock: Arc::new(PhoneClock::new(hand, off, boot)),
            lang,
            app: env!("CARGO_PKG_VERSION").to_owned(),
            keys: Arc::new(FileKeys::new(folder.join("keys").join(login))),
            owner: None,
        };
        let app = App::open(&folder.join("phones").join(login), platform)?;
        let code = hub.accounts.enrolment_code(person).await?.code;
        let link = EnrolLink::new(address, &code).map_err(|e| DemoError::Story(e.to_string()))?;
        app.enrol(&link.to_string(), &format!("{} demo phone", state.name.en)).await?;
        let phone = Self { app };
        phone.sync().await?;
        Ok(phone)
    }
    /// What a route shows.
    pub fn screen(&self, route: &Route) -> Result<Screen, DemoError> {
        Ok(self.app.screen(route)?)
    }
    /// Taps a button that the screen of `route` offers.
    pub fn tap(&self, route: &Route, key: &str, typed: &[(&str, &str)]) -> Result<Outcome, DemoError> {
        let screen = self.screen(route)?;
        let offer = offer(&screen, key)?;
        self.app.act(&offer.button.action, &offer.entries(typed)).map_err(|e| DemoError::from(e).at(key))
    }
    /// Hands in what only a shell can give: a photo, a frame, strokes.
    pub fn give(&self, action: &Action, typed: &[(&str, &str)]) -> Result<Outcome, DemoError> {
        let entries: Vec<_> = typed.iter().map(|(key, value)| fettle_core::screens::Entry::new(*key, *value)).collect();
        Ok(self.app.act(action, &entries)?)
    }
    /// The network is there: sends what waits, takes in what is new.
    pub async fn sync(&self) -> Result<(), DemoError> {
        let done = self.app.sync_once().await?;
        if done.ok && done.waiting == 0 {
            return Ok(());
        }
        Err(DemoError::Phone { code: done.code, text: done.text })
    }
}

/// The button `key`, which can be tapped.
///
/// # Errors
/// When the screen has no such button, or says why it cannot be tapped.
pub fn offer<'a>(screen: &'a Screen, key: &str) -> Result<Offer<'a>, DemoError> {
    let offer = screen.offer(key).ok_or_else(|| DemoError::Story(format!("no button {key}")))?;
    match offer.button.enabled {
        true => Ok(offer),
        false => Err(DemoError::Phone { code: format!("{key} disabled"), text: offer.button.why_not.clone() }),
    }
}
