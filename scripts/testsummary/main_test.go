package main

import (
	"strings"
	"testing"
)

func TestSummary(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		events string
		want   []string // in this order
		failed int
	}{
		"all pass": {
			events: `{"Action":"start","Package":"p"}
{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"run","Package":"p","Test":"TestA/one"}
{"Action":"run","Package":"p","Test":"TestA/two"}
{"Action":"pass","Package":"p","Test":"TestA/one"}
{"Action":"pass","Package":"p","Test":"TestA/two"}
{"Action":"pass","Package":"p","Test":"TestA"}
{"Action":"pass","Package":"p","Elapsed":1.5}
{"Action":"start","Package":"q"}
{"Action":"output","Package":"q","Output":"?   \tq\t[no test files]\n"}
{"Action":"skip","Package":"q"}
`,
			want: []string{"ok   p: 2 passed (1.5 s)\n2 passed, 0 failed, 0 skipped\n"},
		},
		"a subtest fails": {
			events: `{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"run","Package":"p","Test":"TestA/one"}
{"Action":"output","Package":"p","Test":"TestA/one","Output":"    a_test.go:7: got 1, want 2\n"}
{"Action":"fail","Package":"p","Test":"TestA/one"}
{"Action":"fail","Package":"p","Test":"TestA"}
{"Action":"run","Package":"p","Test":"TestB"}
{"Action":"pass","Package":"p","Test":"TestB"}
{"Action":"fail","Package":"p","Elapsed":0.1}
`,
			want:   []string{"a_test.go:7: got 1, want 2\n", "FAIL p: 1 passed, 1 failed (0.1 s)\n1 passed, 1 failed, 0 skipped\n"},
			failed: 1,
		},
		"a skip says why": {
			events: `{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Test":"TestA","Output":"=== RUN   TestA\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"    a_test.go:7: SKIPPED: no curl\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"--- SKIP: TestA (0.00s)\n"}
{"Action":"skip","Package":"p","Test":"TestA"}
{"Action":"pass","Package":"p"}
`,
			want: []string{"SKIP p TestA: a_test.go:7: SKIPPED: no curl\n0 passed, 0 failed, 1 skipped\n"},
		},
		"a package does not build": {
			events: `{"ImportPath":"p [p.test]","Action":"build-output","Output":"p/a.go:1:1: undefined: x\n"}
{"ImportPath":"p [p.test]","Action":"build-fail"}
{"Action":"start","Package":"p"}
{"Action":"output","Package":"p","Output":"FAIL\tp [build failed]\n"}
{"Action":"fail","Package":"p","FailedBuild":"p [p.test]"}
`,
			want:   []string{"p/a.go:1:1: undefined: x\n", "FAIL\tp [build failed]\n", "0 passed, 1 failed, 0 skipped\n"},
			failed: 1,
		},
		"a panic ends the package": {
			events: `{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"run","Package":"p","Test":"TestB"}
{"Action":"output","Package":"p","Test":"TestB","Output":"panic: boom\n"}
{"Action":"fail","Package":"p","Test":"TestB"}
{"Action":"fail","Package":"p"}
`,
			want:   []string{"panic: boom\n", "0 passed, 2 failed, 0 skipped\n"},
			failed: 2,
		},
		"cut short": {
			events: `{"Action":"run","Package":"p","Test":"TestA"}
`,
			want:   []string{"FAIL p: its tests were cut short\n", "0 passed, 1 failed, 0 skipped\n"},
			failed: 1,
		},
		"words outside the protocol": {
			events: "go: downloading x v1\n" + `{"Action":"pass","Package":"p"}` + "\n",
			want:   []string{"go: downloading x v1\n", "0 passed, 0 failed, 0 skipped\n"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out strings.Builder
			failed, err := summarize(strings.NewReader(c.events), &out)
			if err != nil || failed != c.failed {
				t.Errorf("%d failed, %v; want %d", failed, err, c.failed)
			}
			rest := out.String()
			for _, want := range c.want {
				_, after, found := strings.Cut(rest, want)
				if !found {
					t.Fatalf("%q is missing, in its place, from\n%s", want, out.String())
				}
				rest = after
			}
			if rest != "" {
				t.Errorf("after the count: %q", rest)
			}
		})
	}
}

func TestNothingTestedIsAnError(t *testing.T) {
	t.Parallel()
	if _, err := summarize(strings.NewReader("go: no packages\n"), &strings.Builder{}); err == nil {
		t.Error("no error")
	}
}
