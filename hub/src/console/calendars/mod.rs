//! Calendars: which days are worked, year by year. A year's notice is brought as a file or typed, looked at against what is known, and published for
//! the whole house: phones and hub count by it from then on.

mod bring;
mod form;
mod list;
mod missing;
mod preview;
mod publish;
mod record;

pub(super) use bring::{bring, form};
pub(super) use list::page;
pub(super) use missing::missing;
pub(super) use publish::publish;
pub(super) use record::{days, page as record};
