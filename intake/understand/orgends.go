package understand

import "strings"

// orgEnd gives the end of what belongs to the institution that was found before token j:
// its other half behind a dash, its faculty behind a comma, and its city.
func orgEnd(t []token, j int) int {
	return cityTail(t, partTail(t, dashTail(t, j)))
}

// dashTail takes the second half of a name that is written with a dash ("Charité –
// Universitätsmedizin Berlin"): it has an institution's word of its own. What else stands
// behind a dash is the sentence going on, a person or a role.
func dashTail(t []token, j int) int {
	if j+1 >= len(t) || !t[j].is("–", "—", "-") || !nameGoesOn(t, j-1, j+1) {
		return j
	}
	if n := orgRun(t, j+1); hasOrgWord(t, j+1, n) && !isHost(t, j+1, n) {
		return n
	}
	return j
}

// ofFirstHalf: the one word [i, j) is where somebody is from, so that with a dash behind it
// it begins the name ("from Sapienza – Università di Roma"), and is nobody's own ("Jane Doe –
// University of Oslo").
func ofFirstHalf(t []token, i, j int) bool {
	return j == i+1 && i > 0 && t[i-1].is("from", "of", "at") && t[i-1].para == t[i].para
}

// partTail takes the part of an institution behind a comma ("University of Zagreb, Faculty
// of Food Technology and Biotechnology"): what it is a part of stands before it.
func partTail(t []token, j int) int {
	if j+2 >= len(t) || t[j].low != "," || !nameGoesOn(t, j-1, j+1) || !orgParts[t[j+1].low] || !orgConnectors[t[j+2].low] {
		return j
	}
	if n := orgRun(t, j+1); n > j+2 && !isHost(t, j+1, n) {
		return n
	}
	return j
}

var orgParts = set("faculty school college institute division section centre center facultad faculdade facoltà faculté faculteit fakultät escuela escola scuola école institut instituto istituto")

// nameGoesOn: the capitalised word at k stands in the sentence of the name that ends at i.
func nameGoesOn(t []token, i, k int) bool {
	return t[k].kind == word && t[k].capital && t[k].para == t[i].para && t[k].sentence == t[i].sentence
}

// legalTail gives the end of a firm's legal form behind a comma at j, with its full stop
// where that does not end the sentence ("Pinecrest Analytical, Inc., as a contractor"), or j.
func legalTail(t []token, j int) int {
	if j+1 >= len(t) || t[j].low != "," || !nameGoesOn(t, j-1, j+1) {
		return j
	}
	if legalInitials(t, j+1) {
		return j + 3
	}
	if !legalWords[strings.TrimSuffix(t[j+1].low, ".")] {
		return j
	}
	n := j + 2
	if n+1 < len(t) && t[n].low == "." && t[n].glued && t[n+1].sentence == t[n].sentence {
		n++
	}
	return n
}

// legalWords say what a firm is in law; they are no name by themselves.
var legalWords = set("inc co llc ltd gmbh ag plc corp llp lp pllc oy oyj bv nv sarl sas srl spa lda ltda kft zrt pty pvt kk aps eurl kg kgaa")

// particleRun gives the end of a name's small-letter noun between two orgParticles and the
// capitalised word behind them ("Università [degli studi di Pavia]"), or j. English has its
// capitals there, so that its own "of" and "for" begin none.
func particleRun(t []token, j int) int {
	if j+3 < len(t) && orgParticles[t[j].low] && !t[j+1].capital && maybeName(&t[j+1]) && orgParticles[t[j+2].low] && nameGoesOn(t, j, j+3) {
		return j + 4
	}
	return j
}

// elidedName: a particle that ran into the name behind it: "Università dell'Insubria".
func elidedName(w *token) bool {
	if w.kind != word || w.capital {
		return false
	}
	noun := unelided(w.low)
	return noun != w.low && !strings.HasSuffix(w.text, noun) // it has a capital
}

// orgParticles join the words of a name in the languages guests come from.
var orgParticles = set("de da do das dos del della dello dell' degli dei delle di des du d' van voor der den für")
