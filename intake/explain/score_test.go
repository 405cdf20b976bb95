package explain

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"testing"

	"github.com/guestd/guestd/intake/understand"
)

// The scoring below keeps the arithmetic of the corpus's own score.py: field by field
// over all guests, paired in order so that the most fields fit where the numbers
// differ; affiliation and role count where half of all distinct words are shared, and
// do not decide whether a message is wholly right.

var (
	topFields   = []string{"screen", "intent", "route", "sponsor_huid", "missing"}
	guestFields = []string{"given_name", "family_name", "email", "affiliation", "role", "huid", "hsr", "account_id", "starts_on", "expires_on"}
	wordPattern = regexp.MustCompile(`[\p{L}\p{N}_]+`)
)

type object = map[string]any

type tally struct {
	good, total map[string]int
	whole, all  int
	report      []string
}

func (s *tally) percent(field string) float64 {
	if s.total[field] == 0 {
		return 100
	}
	return 100 * float64(s.good[field]) / float64(s.total[field])
}

func loose(field string) bool { return field == "affiliation" || field == "role" }

func distinctWords(s string) map[string]bool {
	set := map[string]bool{}
	for _, w := range wordPattern.FindAllString(strings.ToLower(s), -1) {
		set[w] = true
	}
	return set
}

func right(field string, want, got any) bool {
	w, wok := want.(string)
	g, gok := got.(string)
	if loose(field) && wok && gok {
		a, b := distinctWords(w), distinctWords(g)
		both := 0
		for k := range a {
			if b[k] {
				both++
			}
		}
		union := len(a) + len(b) - both
		return union == 0 || 2*both >= union
	}
	if field == "missing" {
		a, _ := json.Marshal(want)
		b, _ := json.Marshal(got)
		return string(a) == string(b)
	}
	if wok && gok {
		if field == "screen" || field == "intent" || field == "route" {
			return w == g
		}
		return strings.EqualFold(strings.TrimSpace(w), strings.TrimSpace(g))
	}
	return want == nil && got == nil
}

func fit(want, got object) int {
	n := 0
	for _, f := range guestFields {
		if right(f, want[f], got[f]) {
			n++
		}
	}
	return n
}

// pair gives index pairs in order, −1 for a surplus one on either side.
func pair(want, got []object) [][2]int {
	n, m := len(want), len(got)
	best := make([][]int, n+1)
	step := make([][]byte, n+1)
	for i := range best {
		best[i], step[i] = make([]int, m+1), make([]byte, m+1)
	}
	for i := n; i >= 0; i-- {
		for j := m; j >= 0; j-- {
			value, how := -1, byte('x')
			if i == n && j == m {
				value, how = 0, 'e'
			}
			if i < n && j < m && best[i+1][j+1] >= 0 {
				value, how = best[i+1][j+1]+fit(want[i], got[j]), 'b'
			}
			if n > m && i < n && best[i+1][j] > value {
				value, how = best[i+1][j], 'w'
			}
			if m > n && j < m && best[i][j+1] > value {
				value, how = best[i][j+1], 'g'
			}
			best[i][j], step[i][j] = value, how
		}
	}
	var out [][2]int
	for i, j := 0, 0; i < n || j < m; {
		switch step[i][j] {
		case 'b':
			out = append(out, [2]int{i, j})
			i, j = i+1, j+1
		case 'w':
			out = append(out, [2]int{i, -1})
			i++
		default:
			out = append(out, [2]int{-1, j})
			j++
		}
	}
	return out
}

func objects(v any) []object {
	list, _ := v.([]any)
	out := make([]object, 0, len(list))
	for _, e := range list {
		o, _ := e.(object)
		out = append(out, o)
	}
	return out
}

func scoreFolder(t testing.TB, folder string) *tally {
	t.Helper()
	labels, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil || len(labels) == 0 {
		t.Fatalf("no labels in %s (%v)", folder, err)
	}
	s := &tally{good: map[string]int{}, total: map[string]int{}}
	for _, path := range labels {
		var want, got object
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, &want); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		name, _ := want["file"].(string)
		raw, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(File(name, raw, understand.DefaultOptions()).JSON(), &got); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		ok := true
		count := func(field string, want, got any) {
			s.total[field]++
			if right(field, want, got) {
				s.good[field]++
				return
			}
			ok = ok && loose(field)
			w, _ := json.Marshal(want)
			g, _ := json.Marshal(got)
			s.report = append(s.report, name+": "+field+": want "+string(w)+", got "+string(g))
		}
		for _, f := range topFields {
			count(f, want[f], got[f])
		}
		wants, gots := objects(want["guests"]), objects(got["guests"])
		for _, p := range pair(wants, gots) {
			if p[0] < 0 || p[1] < 0 {
				ok = false
				for _, f := range guestFields {
					s.total[f]++
				}
				s.report = append(s.report, name+": a guest too many or too few")
				continue
			}
			for _, f := range guestFields {
				count(f, wants[p[0]][f], gots[p[1]][f])
			}
		}
		s.all++
		if ok {
			s.whole++
		}
	}
	sort.Strings(s.report)
	return s
}

// check prints the table and fails under the bar: of issue 3, 97 % each on screen,
// intent, route and missing, 93 % on every other field, and the messages wholly right.
func (s *tally) check(t *testing.T, wholePercent float64) {
	t.Helper()
	for _, f := range append(append([]string{}, topFields...), guestFields...) {
		t.Logf("%-14s %5.1f%%  %d/%d", f, s.percent(f), s.good[f], s.total[f])
		bar := 93.0
		if f == "screen" || f == "intent" || f == "route" || f == "missing" {
			bar = 97
		}
		if s.percent(f) < bar {
			t.Errorf("%s: %.1f %% are right, %.0f are asked for", f, s.percent(f), bar)
		}
	}
	whole := 100 * float64(s.whole) / float64(s.all)
	t.Logf("wholly right   %5.1f%%  %d/%d", whole, s.whole, s.all)
	if whole < wholePercent {
		t.Errorf("%.1f %% of the messages are wholly right, %.0f are asked for", whole, wholePercent)
	}
	for _, line := range s.report {
		t.Log(line)
	}
}

func TestLabelledCorpus(t *testing.T) {
	scoreFolder(t, "../testdata/corpus").check(t, 95)
}

// The messages of this folder were written, with their labels, before the rules were
// tried on them; what they first showed stands in its README.
func TestMessagesFirstMeasuredUnseen(t *testing.T) {
	scoreFolder(t, "../testdata/unseen").check(t, 95)
}

func TestPairingLeavesTheWorstOut(t *testing.T) {
	want := []object{{"email": "a@x.org"}, {"email": "b@x.org"}}
	got := []object{{"email": "b@x.org"}}
	if p := pair(want, got); len(p) != 2 || p[0] != [2]int{0, -1} || p[1] != [2]int{1, 0} {
		t.Fatalf("got %v", p)
	}
}
