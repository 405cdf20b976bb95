package understand

import "strings"

// joinObfuscated finds addresses that were spelt out against harvesters ("jane [at]
// example dot org", "jane (at) example.org", "jane _at_ example _dot_ org") and makes
// each one token.
func joinObfuscated(toks *[]token) {
	t := *toks
	for i := 1; i < len(t); i++ {
		if t[i].low != "at" && t[i].low != "_at_" {
			continue
		}
		left, right, marked := i-1, i+1, t[i].low != "at"
		if setOff(t, i) {
			left, right, marked = i-2, i+2, true
		}
		if left < 0 || right >= len(t) || t[left].para != t[right].para {
			continue
		}
		local, from := obfuscatedLocal(t, left)
		domain, to, dots := obfuscatedDomain(t, right)
		if local == "" || domain == "" || !marked && dots == 0 && !strings.Contains(t[right].low, ".") {
			continue
		}
		if !marked && dots == 0 && !knownEnding(domain) {
			continue
		}
		t[from].text, t[from].low = local+"@"+domain, strings.ToLower(local+"@"+domain)
		t[from].kind, t[from].end, t[from].capital, t[from].upper = address, t[to].end, false, false
		t = append(t[:from+1], t[to+1:]...)
		i = from
	}
	*toks = t
}

// setOff: the word at i stands alone between two marks: "[at]", "(dot)", "/at/".
func setOff(t []token, i int) bool {
	if i < 1 || i+1 >= len(t) {
		return false
	}
	switch t[i-1].low {
	case "[":
		return t[i+1].low == "]"
	case "(":
		return t[i+1].low == ")"
	case "{":
		return t[i+1].low == "}"
	case "<":
		return t[i+1].low == ">"
	case "/", "|", "*", "~":
		return t[i+1].low == t[i-1].low
	}
	return false
}

func isDot(t []token, i int) (next int, ok bool) {
	switch {
	case i >= len(t):
		return i, false
	case t[i].is("dot", "_dot_"):
		return i + 1, true
	case t[i].low == ".":
		return i + 1, i+1 < len(t) && t[i+1].glued
	case i+1 < len(t) && t[i+1].is("dot", ".", "punkt", "punto") && setOff(t, i+1):
		return i + 3, true
	}
	return i, false
}

func obfuscatedDomain(t []token, i int) (domain string, last, dots int) {
	if t[i].kind != word {
		return "", 0, 0
	}
	domain, last = t[i].low, i
	for {
		next, ok := isDot(t, last+1)
		if !ok || next >= len(t) || t[next].kind != word || t[next].para != t[i].para {
			break
		}
		domain += "." + t[next].low
		last = next
		dots++
	}
	if !strings.Contains(domain, ".") {
		return "", 0, 0
	}
	return domain, last, dots
}

// obfuscatedLocal reads the part of an address that ends at token i, going left over
// the characters that join its parts.
func obfuscatedLocal(t []token, i int) (local string, first int) {
	if t[i].kind == punct {
		return "", 0
	}
	local, first = t[i].low, i
	for {
		joint, n := spelledJoint(t, first)
		if n == 0 || first <= n || t[first-n-1].kind == punct || t[first-n-1].para != t[i].para {
			return local, first
		}
		local = t[first-n-1].low + joint + local
		first -= n + 1
	}
}

// joints are the characters between the parts of an address, as they are spelt out.
var joints = map[string]string{"dot": ".", "underscore": "_", "hyphen": "-", "dash": "-", "minus": "-", "plus": "+"}

// spelledJoint reads what ends before token i as such a character: its word, bare or set
// off, or a full stop without a blank on either side; and of how many tokens it is.
func spelledJoint(t []token, i int) (joint string, n int) {
	switch {
	case i < 1:
	case joints[strings.Trim(t[i-1].low, "_")] != "":
		return joints[strings.Trim(t[i-1].low, "_")], 1
	case i >= 3 && joints[t[i-2].low] != "" && setOff(t, i-2):
		return joints[t[i-2].low], 3
	case t[i-1].low == "." && t[i-1].glued && t[i].glued:
		return ".", 1
	}
	return "", 0
}

// knownEnding keeps "meet at example.wonderful" apart from an address: without
// brackets or a spelt-out dot only an ending that is common in mail is believed.
func knownEnding(domain string) bool {
	ending := domain[strings.LastIndexByte(domain, '.')+1:]
	return len(ending) == 2 || commonEndings[ending]
}

var commonEndings = set("com org net edu gov mil info biz example test ac")

// harvard tells the addresses of HMS, HSDM and the Wyss, which are never a guest's personal one.
func harvardStaff(email string) bool {
	_, domain, _ := strings.Cut(email, "@")
	for _, d := range []string{"hms.harvard.edu", "hsdm.harvard.edu", "wyss.harvard.edu"} {
		if domain == d || strings.HasSuffix(domain, "."+d) {
			return true
		}
	}
	return false
}
