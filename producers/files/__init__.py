"""Files of registers: one reader for upload page, `saphan file`, watched folder and an agency's own premises.

How to use it (each name lies in the module named after it, below):

    profile = Profile("ovec.student.v1", Era.BUDDHIST, remembered={"รหัส นร.": "student_id", "อายุ": ""})
    with open_file(path, profile) as file:       # reading;  FileRefusedError (refusing) says why not, th and en
        file.kind, file.encoding, file.size      # "csv" | "xlsx" | "fixed"; "UTF-8", "UTF-8 (BOM)", "cp874"
        file.said                                # what title rows say: as of when, complete or changes (declaring)
        file.sheets                              # Sheet(name, header_line, headings), each Heading with its closeness
        for line in file.lines():             # Line(sheet, number, values, problem, notes, cells), as often as wanted
            checked(DATA_SETS[profile.topic], line)  # checking: None or Refused(code, field, th, en, example)

    state = State(url, key)                      # state: progress, headings remembered, what is held of each record
    summary = Sending(state, sender, now_ms).send(file, declared, outcomes_folder)     # sending: resumes by itself
    write_feedback(file, outcomes, target)       # feedback: the same file with outcome, receipt and reason beside it

`values` is a row as the registers' readers take it ({column: text}, Buddhist years, ASCII or Thai digits), `cells` the
row as it came, `problem` what is wrong with a cell that can't be read at all (a Refusal; such a line is never sent).
A `Sender` (answering) is whatever has `send(topic, rows) -> receipts`: an own edge, or a client of the gateway.
`extract` writes a fixed-width file by its layout; `safe_name` (naming) holds a name that came from outside; `Limits`
(limits) bounds what is read in time and memory.
"""
