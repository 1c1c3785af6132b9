//! In which language the app speaks.

use super::error::Problem;
use crate::store::Store;
use crate::text::Lang;
use std::sync::{Mutex, PoisonError};

/// The name under which the store keeps the language.
const LANGUAGE: &str = "language";

/// In which language this app speaks: the one that was chosen here, else the platform's.
pub(crate) struct Speech {
    platform: Lang,
    chosen: Mutex<Option<Lang>>,
}

impl Speech {
    /// As it was left at the last time.
    pub fn load(store: &Store, platform: Lang) -> Result<Self, Problem> {
        let kept = store.setting(LANGUAGE)?;
        let chosen = Lang::ALL.into_iter().find(|lang| kept.as_deref() == Some(lang.tag()));
        Ok(Self { platform, chosen: Mutex::new(chosen) })
    }
    pub fn chosen(&self) -> Option<Lang> {
        *self.chosen.lock().unwrap_or_else(PoisonError::into_inner)
    }
    /// The language to speak now.
    pub fn lang(&self) -> Lang {
        self.chosen().unwrap_or(self.platform)
    }
    /// Speaks `lang` from now on; `wall_ms`: the time by the phone's clock.
    pub fn choose(&self, store: &Store, lang: Option<Lang>, wall_ms: i64) -> Result<(), Problem> {
        store.setting_put(LANGUAGE, lang.map(Lang::tag), wall_ms)?;
        *self.chosen.lock().unwrap_or_else(PoisonError::into_inner) = lang;
        Ok(())
    }
}
