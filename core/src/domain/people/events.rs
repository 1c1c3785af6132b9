//! Events of persons, their accounts, centres and devices.

use super::older;
use super::{CentreId, Roles};
use crate::domain::codes::events;
use crate::domain::fields::change;
use crate::domain::values::{Bilingual, Phone};
use crate::kernel::{DeviceId, EventId, PersonId};
use crate::text::Lang;

change! {
    /// A change of a person.
    PersonChange {
        /// Name.
        name: Bilingual,
        /// Roles, the whole set.
        roles: Roles,
        /// Centre; none for head office.
        centre: Option<CentreId>,
        /// Language of the screens.
        language: Lang,
    }
}

events! {
    /// Events of a person.
    PersonEvent, version 2, from older::person {
        /// The person begins to work with Fettle.
        Registered = "registered" {
            /// Name.
            name: Bilingual,
            /// Roles.
            roles: Roles,
            /// Centre; none for head office.
            centre: Option<CentreId>,
            /// Language of the screens.
            language: Lang,
        },
        /// Something of it changed.
        Changed = "changed" {
            /// The fields that changed.
            change: PersonChange,
        },
        /// The person chose a language for the own screens.
        LanguageSet = "language_set" {
            /// Language of the screens.
            language: Lang,
        },
        /// The person left; the record stays.
        Deactivated = "deactivated" {
            /// Why, as typed.
            reason: String,
        },
        /// The person is back.
        Reactivated = "reactivated" {},
        /// One of the values that stood beside each other was chosen.
        ConflictSettled = "conflict_settled" {
            /// The field.
            field: String,
            /// The event whose value stands.
            chosen: EventId,
        },
    }
}

events! {
    /// Events of what is private of a person. The aggregate has the person's own UUID.
    AccountEvent {
        /// The name for signing in changed.
        LoginSet = "login_set" {
            /// Login name; none closes the console for the person.
            login: Option<String>,
        },
        /// The phone number changed.
        PhoneSet = "phone_set" {
            /// Number.
            phone: Option<Phone>,
        },
        /// One of the values that stood beside each other was chosen.
        ConflictSettled = "conflict_settled" {
            /// The field.
            field: String,
            /// The event whose value stands.
            chosen: EventId,
        },
    }
}

change! {
    /// A change of a centre.
    CentreChange {
        /// Name.
        name: Bilingual,
        /// Region that it owns.
        region: String,
        /// Time zone.
        zone: String,
    }
}

events! {
    /// Events of a service centre.
    CentreEvent, version 2, from older::centre {
        /// The centre opened.
        Opened = "opened" {
            /// Name.
            name: Bilingual,
            /// Region that it owns, as people call it.
            region: String,
            /// IANA time zone, such as `Asia/Shanghai`.
            zone: String,
        },
        /// Something of it changed.
        Changed = "changed" {
            /// The fields that changed.
            change: CentreChange,
        },
        /// The centre closed.
        Closed = "closed" {
            /// Why, as typed.
            reason: String,
        },
        /// The centre is open again.
        Reopened = "reopened" {},
        /// One of the values that stood beside each other was chosen.
        ConflictSettled = "conflict_settled" {
            /// The field.
            field: String,
            /// The event whose value stands.
            chosen: EventId,
        },
    }
}

events! {
    /// Events of a device: a phone or the hub's console.
    DeviceEvent {
        /// The device was enrolled for a person.
        Enrolled = "enrolled" {
            /// Whose it is.
            person: PersonId,
            /// What people call it.
            name: String,
            /// Short code, unique on the hub.
            short: String,
            /// Ed25519 public key, 64 hex digits.
            public_key: String,
            /// Version of the app.
            app: String,
            /// The device in whose place it came, restored or cloned.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            succeeds: Option<DeviceId>,
            /// Who made the code for it at the console; none for a code of the hub's own machine.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            code_by: Option<PersonId>,
        },
        /// Another version of the app runs on it.
        AppUpdated = "app_updated" {
            /// Version of the app.
            app: String,
        },
        /// The device may no longer speak for the person.
        Revoked = "revoked" {
            /// Why: lost, replaced, the person left; as typed.
            reason: String,
        },
    }
}
