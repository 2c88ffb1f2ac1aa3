package atlas.tools;

import atlas.core.Status;
import atlas.core.focus.Focus;
import atlas.core.live.Subjects;
import atlas.core.memory.Checkpoints;
import atlas.core.memory.Claims;
import atlas.core.memory.Completion;
import atlas.core.memory.Context;
import atlas.core.memory.Decisions;
import atlas.core.memory.Memories;
import atlas.core.memory.Projects;
import atlas.core.memory.Recall;
import atlas.core.memory.Removal;
import atlas.core.memory.Review;
import atlas.core.memory.TaskSheet;
import atlas.core.memory.Tasks;
import atlas.core.memory.Timeline;
import atlas.core.prediction.Predictions;
import atlas.core.prediction.Quality;
import atlas.core.testing.Sessions;
import atlas.core.testing.Sheets;
import atlas.core.tickets.Attachments;
import atlas.core.tickets.Finding;
import atlas.core.tickets.Sync;
import atlas.core.tickets.Tickets;
import atlas.core.writing.BugReports;
import atlas.core.writing.IssueWrites;

/** What the tools ask: one class per area. */
public record Services(
    Tickets tickets,
    Finding finding,
    Attachments attachments,
    Sync sync,
    IssueWrites issueWrites,
    BugReports bugReports,
    Sessions sessions,
    Sheets sheets,
    Predictions predictions,
    Quality quality,
    Projects projects,
    Context context,
    Tasks tasks,
    TaskSheet taskSheet,
    Claims claims,
    Completion completion,
    Checkpoints checkpoints,
    Decisions decisions,
    Memories memories,
    Recall recall,
    Timeline timeline,
    Removal removal,
    Focus focus,
    Subjects subjects,
    Review review,
    Status status) {}
