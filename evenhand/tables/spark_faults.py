"""What Spark says when a cluster fails, as a sentence that tells what to do."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from evenhand.errors import EvenhandError, Misuse, Unavailable

_MASTER = re.compile(
    r"local(\[(\*|\d+)(,\s*\d+)?\])?|local-cluster\[.+\]|spark://[^\s:/]+:\d+(,[^\s:/]+:\d+)*|yarn|k8s://\S+"
)

_CAUSE = re.compile(r":?\s*[\w.$]*(Exception|Error)\b")

# What stands in Spark's own words, and what that means; the first that is found is said. `{master}` is filled in.
_MEANINGS: tuple[tuple[str, str, str], ...] = (
    (
        r"PYTHON_VERSION_MISMATCH",
        "集群里的 Python 与本机的小版本不同，Spark 不能混用；请在各机器装同一版本，并设置 PYSPARK_PYTHON 指向它",
        "Python on the cluster is of another minor version than here, which Spark cannot mix; install the same version"
        " on every machine and point PYSPARK_PYTHON to it",
    ),
    (
        r"No module named '?evenhand",
        "集群的机器上没有装 Evenhand，读不了话术；请在每台机器装同一版本",
        "the machines of the cluster do not have Evenhand, which reads texts there; install the same version on each",
    ),
    (
        r"InvalidClassException|local class incompatible|UnsupportedClassVersionError|NoSuchMethodError",
        "集群的 Spark 或 Java 与本机 pyspark 的版本不一致；请让两边的 Spark 版本相同，Java 为 17 或更高",
        "Spark or Java on the cluster is of another version than pyspark here; use the same Spark on both, and Java 17"
        " or later",
    ),
    (
        r"All masters are unresponsive|stopped SparkContext|Failed to connect to master|Could not parse Master URL",
        "连不上 Spark 主节点 {master}；请核对地址、端口和防火墙，并确认它正在运行",
        "the Spark master {master} does not answer; check its address, port and firewall, and that it is running",
    ),
    (
        r"JAVA_GATEWAY_EXITED|UnsupportedOperationException: getSubject",
        "Spark 的 Java 进程没有起来；请核对 JAVA_HOME 指向 Java 17 或更高版本，细节见上方 Spark 的输出",
        "Spark's Java process did not start; check that JAVA_HOME points to Java 17 or later. What Spark said is above",
    ),
    (
        r"No space left on device",
        "Spark 所在机器的磁盘满了；请清出空间，或把 spark.local.dir 和 --out 放到更大的盘上",
        "a disk that Spark writes to is full; make room, or put spark.local.dir and --out on a larger one",
    ),
    (
        r"OutOfMemoryError|exceeding memory limits|Container killed|heap space",
        "Spark 的内存不够；请加大 spark.executor.memory 和 spark.driver.memory（写在 PYSPARK_SUBMIT_ARGS），或多加机器",
        "Spark ran out of memory; give it more by spark.executor.memory and spark.driver.memory (PYSPARK_SUBMIT_ARGS),"
        " or use more machines",
    ),
    (
        r"PATH_NOT_FOUND|FILE_NOT_EXIST|FileNotFoundException|UNABLE_TO_INFER_SCHEMA|AccessDenied|Permission denied",
        "集群读不到 --out 里的中间文件；--out 必须是每台机器用同一路径都能读写的位置（如共享盘），且运行时不要改动它",
        "the cluster cannot read what is put under --out; it must be a place that every machine reads and writes under"
        " the same path, such as a shared disk, and nobody may change it meanwhile",
    ),
    (
        r"Python worker (exited|failed)|ExecutorLostFailure|executor \S+ exited|Executor heartbeat timed out|"
        r"Remote RPC client disassociated",
        "集群里干活的进程中途断了（常见原因是内存不足或机器掉线）；请看 Spark 界面里的失败记录，处理后重跑",
        "a process that worked for Spark broke off, mostly for want of memory or because a machine was lost; look at"
        " the failed tasks in Spark's own pages, then run this again",
    ),
    (
        r"Answer from Java side is empty|Error while (sending or receiving|obtaining)|Connection refused|"
        r"Connection reset",
        "本机的 Spark 进程中途退出了；多半是内存不足，请加大 spark.driver.memory 后重跑",
        "the Spark process on this machine ended meanwhile, most likely for want of memory; raise spark.driver.memory"
        " and run this again",
    ),
)


def check_master(master: str) -> None:
    """Raises `Misuse` for what is no address of a Spark."""
    if not _MASTER.fullmatch(master):
        raise Misuse(
            zh=f"--master 看不懂 {master}，请写 local[*]、spark://主机:7077、yarn 或 k8s://…",
            en=f"--master does not understand {master}; write local[*], spark://host:7077, yarn or k8s://…",
        )


@contextmanager
def faults_told(master: str) -> Iterator[None]:
    """What goes wrong within Spark becomes `Unavailable`; what is wrong with a query of ours stays as it is."""
    from py4j.protocol import Py4JError
    from pyspark.errors import AnalysisException, PySparkException

    try:
        yield
    except (Py4JError, PySparkException, ConnectionError) as fault:
        told = meaning_of(str(fault), master)
        if told is None and isinstance(fault, AnalysisException):
            raise
        raise told or _unknown(str(fault)) from fault


def meaning_of(said: str, master: str) -> EvenhandError | None:
    """The sentence for what Spark said; None where its meaning is not known."""
    for pattern, zh, en in _MEANINGS:
        if re.search(pattern, said):
            return Unavailable(
                zh=f"{zh.format(master=master)}。结果未写出。",
                en=f"{en.format(master=master)}. No results were written.",
            )
    return None


def _unknown(said: str) -> EvenhandError:
    # The cause stands in the first line that names a fault; the frames below it help nobody who reads a sentence.
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    cause = next(filter(_CAUSE.match, lines), lines[0] if lines else "?").lstrip(": ")[:300]
    return Unavailable(
        zh=f"Spark 中途失败：{cause}。结果未写出；请看 Spark 的日志，处理后重跑。",
        en=f"Spark failed: {cause}. No results were written; look at Spark's log, then run this again.",
    )
