import FettleBindings
import XCTest

@testable import FettleModels

/// What a tap hands to the core, and what is drawn where.
@MainActor
final class JobModelTests: XCTestCase {
  private let start = Action.job(job: "j1", action: .start)
  private let wait = Action.job(job: "j1", action: .waitParts)

  func testAPlainTapGoesStraightToTheCore() async {
    let shell = RecordingShell()
    let model = JobModel(screen: screen(buttons: [button("start", start)]), shell: shell)
    model.tap(model.main!)
    XCTAssertNil(model.asked)
    XCTAssertEqual(shell.acts.map(\.action), [start])
    XCTAssertEqual(shell.acts[0].entries, [])
  }

  func testAButtonThatAsksHandsInWhatWasFilledIn() async {
    let shell = RecordingShell()
    let fields = [field("reason", value: "draft"), field("part", value: "")]
    let model = JobModel(screen: screen(buttons: [button("wait", wait, ask: fields)]), shell: shell)
    model.tap(model.main!)
    XCTAssertEqual(shell.acts.count, 0)
    XCTAssertEqual(model.asked?["reason"], "draft")
    model.asked?["part"] = "psu"
    model.answer()
    XCTAssertNil(model.asked)
    XCTAssertEqual(shell.acts.map(\.action), [wait])
    XCTAssertEqual(shell.acts[0].entries, [Entry(key: "reason", value: "draft"), Entry(key: "part", value: "psu")])
  }

  func testLeavingTheAskingDoesNothing() async {
    let shell = RecordingShell()
    let model = JobModel(screen: screen(buttons: [button("wait", wait, confirm: "Sure?")]), shell: shell)
    model.tap(model.main!)
    model.leave()
    model.answer()
    XCTAssertEqual(shell.acts.count, 0)
  }

  func testADisabledButtonDoesNothing() async {
    let shell = RecordingShell()
    let model = JobModel(screen: screen(buttons: [button("start", start, enabled: false)]), shell: shell)
    model.tap(model.main!)
    XCTAssertEqual(shell.acts.count, 0)
  }

  func testTheMainButtonIsThePrimaryOneAndTheRestIsBehindMore() async {
    let buttons = [button("a", start), button("b", wait, primary: true)]
    let model = JobModel(screen: screen(buttons: buttons, more: [button("c", wait)]), shell: RecordingShell())
    XCTAssertEqual(model.main?.key, "b")
    XCTAssertEqual(model.rest.map(\.key), ["a", "c"])
  }

  func testSectionsWithNothingToSayAreLeftOut() async {
    let model = JobModel(screen: screen(buttons: []), shell: RecordingShell())
    XCTAssertEqual(model.sections.map(\.key), ["parts"])
    XCTAssertNil(model.main)
  }

  private func button(
    _ key: String, _ action: Action, enabled: Bool = true, primary: Bool = false, confirm: String = "",
    ask: [Field] = []
  ) -> Button {
    Button(
      key: key, label: key, action: action, enabled: enabled, whyNot: "", primary: primary, danger: false,
      confirm: confirm,
      ask: ask)
  }

  private func field(_ key: String, value: String) -> Field {
    Field(
      key: key, label: key, kind: .text, value: value, required: true, hint: "", error: "", choices: [], unit: "",
      min: "",
      max: "")
  }

  private func screen(buttons: [Button], more: [Button] = []) -> JobScreen {
    func section(_ key: String, empty: String = "") -> Section { Section(key: key, title: key, rows: [], empty: empty) }
    return JobScreen(
      head: Head(title: "BJ-12", subtitle: "", banners: []), status: "working", tone: .info, symptom: "black",
      diagnosis: "",
      promises: section("promises"), customer: section("customer"), entitlement: section("entitlement"),
      equipment: section("equipment"), checks: section("checks"), parts: section("parts", empty: "none yet"),
      flags: section("flags"), timeline: section("timeline"), buttons: buttons, more: more)
  }
}
