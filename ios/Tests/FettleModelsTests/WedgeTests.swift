import FettleBindings
import Foundation
import XCTest

@testable import FettleModels

/// Scanners that are keyboards.
@MainActor
final class WedgeTests: XCTestCase {
  private var read: [String] = []
  private lazy var wedge = WedgeModel { [unowned self] in read.append($0) }
  private var clock: TimeInterval = 100

  func testABurstThatEndsWithEnterIsOneScan() async {
    XCTAssertTrue(type("06901230000010"))
    XCTAssertEqual(read, ["06901230000010"])
    XCTAssertTrue(type("PTZ-0117", end: "\u{3}"), "Enter of the pad")
    XCTAssertEqual(read, ["06901230000010", "PTZ-0117"], "one burst, one scan: nothing is joined to the one before")
  }

  func testSeparatorsSurvive() async {
    // GS as a key of its own, and as a scanner sends it to phones: Ctrl and a bracket.
    XCTAssertTrue(type("0106901230000010" + "10L7" + "\u{1D}" + "21SN1"))
    for key in "01069012300000101" { XCTAssertFalse(press(String(key)), "the system types it") }
    XCTAssertFalse(press("0"))
    XCTAssertTrue(press("]", control: true), "and this no field keeps")
    for key in "21SN2" { _ = press(String(key)) }
    XCTAssertTrue(press("\r"))
    XCTAssertEqual(read, ["010690123000001010L7\u{1D}21SN1", "010690123000001010\u{1D}21SN2"])
    XCTAssertTrue(type("[)>\u{1E}06\u{1D}1PX-1\u{1D}S77\u{1E}\u{4}"))
    XCTAssertEqual(read.last, "[)>\u{1E}06\u{1D}1PX-1\u{1D}S77\u{1E}\u{4}")
  }

  func testWhatAHandTypesIsLeftAlone() async {
    XCTAssertFalse(type("1234567", gap: 0.15), "Enter of a hand is the field's")
    XCTAssertFalse(type("123"), "too short to be told from a hand")
    for key in "PTZ-" { _ = press(String(key)) }
    clock += 5
    for key in "01" { _ = press(String(key)) }
    XCTAssertFalse(press("\r"), "what was typed before a pause is no part of it")
    XCTAssertFalse(press("c", control: true), "a shortcut")
    XCTAssertFalse(press("\u{F700}"), "an arrow")
    XCTAssertEqual(read, [])
  }

  func testALinkThatStumblesLosesNothing() async {
    for key in "PTZ-" { _ = press(String(key)) }
    clock += 0.4
    for key in "0117" { _ = press(String(key)) }
    XCTAssertTrue(press("\r"))
    XCTAssertEqual(read, ["PTZ-0117"], "whole, or not at all")
  }

  func testOnTheScanScreenItGoesWhereATypedCodeGoes() async throws {
    let shell = RecordingShell()
    let action = Action.scan(purpose: .find, action: .typed)
    let go = Button(
      key: "typed", label: "Go", action: action, enabled: true, whyNot: "", primary: true, danger: false, confirm: "",
      ask: [], position: false)
    let code = Field(
      key: "code", label: "Code", kind: .text, value: "", required: true, hint: "", error: "", choices: [], unit: "",
      min: "", max: "")
    let screen = ScanScreen(
      head: Head(title: "", subtitle: "", banners: []), help: "",
      typed: Panel(key: "typed", title: "", fields: [code], button: go), unknown: "", bind: nil,
      found: Section(key: "found", title: "", rows: [], empty: ""))
    let model = ScanModel(screen: screen, shell: shell, route: .scan(purpose: .find, unknown: nil))
    for key in "10L7\u{1D}21SN1" {
      _ = model.wedge.key(KeyStroke(String(key), at: clock))
      clock += 0.01
    }
    XCTAssertTrue(model.wedge.key(KeyStroke("\r", at: clock)))
    XCTAssertEqual(shell.acts.map(\.action), [action])
    XCTAssertEqual(shell.acts.first?.entries, [Entry(key: "code", value: "10L7\u{1D}21SN1")])
  }

  /// Whether the end was taken.
  private func type(_ text: String, gap: TimeInterval = 0.01, end: String = "\r") -> Bool {
    clock += 10
    for key in text { _ = press(String(key), gap: gap) }
    return press(end, gap: gap)
  }

  private func press(_ key: String, control: Bool = false, gap: TimeInterval = 0.01) -> Bool {
    clock += gap
    return wedge.key(KeyStroke(key, control: control, at: clock))
  }
}
