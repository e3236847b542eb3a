# SPDX-License-Identifier: Apache-2.0
"""The whole of one `qed map`, from process start to the last byte of its JSON.
usage: whole.py QED FILE"""
import json
import resource
import subprocess
import sys
import time

start = time.perf_counter()
done = subprocess.run([sys.argv[1], "map", sys.argv[2], "--format", "json", "--quiet"],
                      capture_output=True, check=True)
total = time.perf_counter() - start
answer = json.loads(done.stdout)
print(json.dumps({"seconds": {"total": total}, "phases": answer["seconds"],
                  "peak_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
                  "decision": answer["verdict"]["decision"]}))
