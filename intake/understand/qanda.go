package understand

import "strings"

// answerMarks stand before answers in lists of questions, questionMarks before the
// questions, both with a colon or a bracket: "Q: …", "A: …".
var (
	answerMarks   = set("a ans answer antwort r rép réponse respuesta resp risposta resposta re")
	questionMarks = set("q question frage pregunta domanda pergunta")
)

// withoutMark leaves such a mark, with or without a number, out: "A:", "A3)", "A3.", "Answer 2: ".
// Arrows before an answer go with it.
func withoutMark(t string, marks map[string]bool) string {
	if i := strings.IndexAny(t, ":)."); i > 0 && i <= 12 {
		mark := strings.TrimRight(fold(t[:i]), " 0123456789")
		if marks[mark] && (t[i] != '.' || len(mark) < i) { // a full stop goes with a number: "Q1.", "A 1."
			t = strings.TrimSpace(t[i+1:])
		}
	}
	for _, arrow := range []string{"-> ", "--> ", "→ ", "=> ", "==> ", ">> ", "» "} {
		t = strings.TrimPrefix(t, arrow)
	}
	return t
}

// bids: an item of a list that bids to tell something is a question, too: "3. State the
// HSR number."
func bids(line, t string) bool {
	if !strings.HasSuffix(t, ".") || strings.ContainsAny(t, "0123456789:@") {
		return false
	}
	first, _, _ := strings.Cut(t, " ")
	listed, _ := bulletWidth(line)
	return listed && bidding[fold(first)]
}

var bidding = set("tell give name state provide list specify enter write indicate")

// instructs: what follows a question tells how to answer it: "Please give the HUID.", "(as in the passport)".
func instructs(t string) bool {
	first, _, _ := strings.Cut(fold(t), " ")
	return instructions[first] || len(t) > 2 && t[0] == '(' && strings.IndexByte(t, ')') == len(t)-1
}

// explains: all that stands behind a label is in parentheses, and of the language of labels.
func explains(value string) bool {
	if len(value) < 3 || value[0] != '(' || strings.IndexByte(value, ')') != len(value)-1 {
		return false
	}
	words := wordsOfLabel(value[1 : len(value)-1])
	return len(words.words) > 1 && words.strange() == 0
}

// instructions begin such a sentence.
var instructions = set("please kindly give include state specify indicate bitte")
