//! The screens on a real store in a temporary folder: what a user would see, and what a tap changes.

mod aside;
mod at_once;
mod codes;
mod day;
mod found;
mod growth;
mod inputs;
mod jobs;
mod keeper;
mod kit;
mod lock;
mod mine;
mod paint;
mod parts;
mod parts_speed;
mod pictures;
mod raw_files;
mod reminders;
mod speed;
mod taps;
mod today;
mod worklist;
