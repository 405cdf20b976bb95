// Command testsummary reads what `go test -json` prints and tells it in short: a line for each
// package, the output of what failed, the reason for each skip, and last how many tests ran. It
// fails when any test or package did.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

func main() {
	failed, err := summarize(os.Stdin, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "testsummary:", err)
		os.Exit(2)
	}
	if failed > 0 {
		os.Exit(1)
	}
}

// event is a line of `go test -json` (go doc test2json), or of `go build -json` for ImportPath.
type event struct {
	Action      string
	Package     string
	ImportPath  string
	Test        string
	Output      string
	Elapsed     float64 // seconds
	FailedBuild string
}

// test is one test or subtest.
type test struct {
	output  []string
	result  string // "pass", "fail", "skip", or "" while it runs
	parent  bool   // of subtests, which are counted in its place
	printed bool
}

type packageRun struct {
	output []string
	tests  map[string]*test
	order  []string
}

type summary struct {
	w                       io.Writer
	packages                map[string]*packageRun
	builds                  map[string][]string // compiler output by import path
	passed, failed, skipped int
	skips                   []string
}

func summarize(r io.Reader, w io.Writer) (failed int, err error) {
	s := &summary{w: w, packages: map[string]*packageRun{}, builds: map[string][]string{}}
	lines := bufio.NewReader(r)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			var e event
			if jsonErr := json.Unmarshal(line, &e); jsonErr != nil {
				s.print(string(line)) // what go itself says outside the protocol
			} else {
				s.take(e)
			}
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return 0, err
		}
	}
	if len(s.packages) == 0 {
		return 0, errors.New("no package was tested")
	}
	for _, name := range unfinished(s.packages) {
		s.failed++
		s.print(fmt.Sprintf("FAIL %s: its tests were cut short\n", name))
	}
	for _, skip := range s.skips {
		s.print(skip)
	}
	s.print(fmt.Sprintf("%d passed, %d failed, %d skipped\n", s.passed, s.failed, s.skipped))
	return s.failed, nil
}

// unfinished lists the packages that began and did not end.
func unfinished(packages map[string]*packageRun) []string {
	var names []string
	for name, p := range packages {
		if p != nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func (s *summary) print(text string) { _, _ = io.WriteString(s.w, text) }

func (s *summary) take(e event) {
	if e.Action == "build-output" {
		s.builds[e.ImportPath] = append(s.builds[e.ImportPath], e.Output)
		return
	}
	if e.Package == "" {
		return // "build-fail" tells no more than the package's own end will
	}
	p := s.packages[e.Package]
	if p == nil {
		p = &packageRun{tests: map[string]*test{}}
		s.packages[e.Package] = p
	}
	if e.Test == "" {
		s.takePackage(p, e)
		return
	}
	t := p.tests[e.Test]
	if t == nil {
		t = &test{}
		p.tests[e.Test] = t
		p.order = append(p.order, e.Test)
		for i, r := range e.Test {
			if parent := p.tests[e.Test[:i]]; r == '/' && parent != nil {
				parent.parent = true
			}
		}
	}
	switch e.Action {
	case "output":
		t.output = append(t.output, e.Output)
	case "pass", "fail", "skip":
		t.result = e.Action
	}
}

func (s *summary) takePackage(p *packageRun, e event) {
	switch e.Action {
	case "output":
		p.output = append(p.output, e.Output)
	case "pass", "skip", "fail":
		s.finish(p, e)
		s.packages[e.Package] = nil
	}
}

// finish counts a package's tests and tells what a person needs to know of them.
func (s *summary) finish(p *packageRun, e event) {
	ran, failed := 0, 0
	for _, name := range p.order {
		t := p.tests[name]
		switch {
		case t.result == "fail" || t.result == "" && e.Action == "fail": // "": running when all ended
			s.tell(p, e.Package, name)
			if !t.parent || !s.childFailed(p, name) {
				failed++
			}
		case t.result == "skip":
			s.skipped++
			s.skips = append(s.skips, fmt.Sprintf("SKIP %s %s: %s\n", e.Package, name, reason(t.output)))
		case t.result == "pass" && !t.parent:
			s.passed++
			ran++
		}
	}
	if e.Action == "fail" {
		s.print(strings.Join(s.builds[e.FailedBuild], ""))
		s.print(strings.Join(p.output, ""))
		failed = max(failed, 1) // a package that does not build, or fails outside its tests, counts as one
	}
	s.failed += failed
	switch {
	case e.Action == "fail":
		s.print(fmt.Sprintf("FAIL %s: %d passed, %d failed (%.1f s)\n", e.Package, ran, failed, e.Elapsed))
	case len(p.order) > 0:
		s.print(fmt.Sprintf("ok   %s: %d passed (%.1f s)\n", e.Package, ran, e.Elapsed))
	}
}

func (s *summary) childFailed(p *packageRun, name string) bool {
	return slices.ContainsFunc(p.order, func(other string) bool {
		return strings.HasPrefix(other, name+"/") && p.tests[other].result != "pass" && p.tests[other].result != "skip"
	})
}

func (s *summary) tell(p *packageRun, pkg, name string) {
	if t := p.tests[name]; !t.printed {
		t.printed = true
		s.print(fmt.Sprintf("--- %s %s\n%s", pkg, name, strings.Join(t.output, "")))
	}
}

// reason is what a skipped test said, without the lines that go puts around it.
func reason(output []string) string {
	var said []string
	for _, line := range output {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "=== ") && !strings.HasPrefix(line, "--- ") {
			said = append(said, line)
		}
	}
	return strings.Join(said, " ")
}
