package pgrun

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"
)

// guestdStandIn in the environment makes the test binary a program that runs a server on the data
// folder it names, tells its DSN and process, and then waits to be killed.
const guestdStandIn = "PGRUN_TEST_DATA_DIR"

type standInReport struct {
	DSN string `json:"dsn"`
	PID int    `json:"pid"`
}

func TestMain(m *testing.M) {
	dir := os.Getenv(guestdStandIn)
	if dir == "" {
		os.Exit(m.Run())
	}
	server, err := Start(standInContext(), Config{DataDir: dir})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if err := json.NewEncoder(os.Stdout).Encode(standInReport{DSN: server.DSN("postgres"), PID: server.pid}); err != nil {
		os.Exit(1)
	}
	select {} // until kill -9
}

// startStandIn runs the stand-in for guestd on the folder, as another user where uid is given.
func startStandIn(t *testing.T, binary, dir string, uid uint32) (*exec.Cmd, standInReport) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), binary)
	cmd.Dir = "/"
	cmd.Env = append(os.Environ(), guestdStandIn+"="+dir)
	cmd.Stderr = os.Stderr
	if uid != 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uid, Gid: uid}}
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var report standInReport
	if err := json.NewDecoder(out).Decode(&report); err != nil {
		t.Fatalf("the stand-in did not report: %v", err)
	}
	return cmd, report
}
