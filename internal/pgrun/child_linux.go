package pgrun

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

// prepare makes cmd run as the owner, in a process group of its own, so that a Ctrl-C at the
// terminal ends guestd and not its database under it. A server also gets PostgreSQL's signal for
// a fast shutdown when the thread that starts it dies, as at a kill -9 of guestd.
func (o owner) prepare(cmd *exec.Cmd, server bool) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if o.other {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(o.uid), Gid: uint32(o.gid)}
	}
	if server {
		cmd.SysProcAttr.Pdeathsig = syscall.SIGINT
	}
}

// handOver makes dir reachable for the children even where its parents are not, such as below
// /root: they inherit it opened, and go through /proc/self/fd, which asks no parent's leave.
// The path is what they call it; the file is nil where the plain path does.
func (o owner) handOver(dir string) (path string, file *os.File, err error) {
	if !o.other {
		return dir, nil, nil
	}
	probe := exec.Command("/bin/sh", "-c", `cd "$1"`, "sh", dir)
	probe.Dir = "/"
	o.prepare(probe, false)
	if probe.Run() == nil {
		return dir, nil, nil
	}
	file, err = os.Open(dir)
	if err != nil {
		return "", nil, fmt.Errorf("open the data folder: %w", err)
	}
	return "/proc/self/fd/3", file, nil // 3 is the first of exec.Cmd.ExtraFiles
}
