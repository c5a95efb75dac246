# Makes the office that the tests play in: people, a project, two trackers with their statuses, roles, API keys.
# Run once by start.sh through `rails runner`; writes DIR/world.json. Everything is made up.
require 'json'

Setting.rest_api_enabled = '1'
Setting.default_language = 'vi'
Setting.login_required = '0'
Setting.attachment_max_size = '51200'
User.current = User.find_by_login('admin')

def status(name, closed)
  IssueStatus.create!(name: name, is_closed: closed)
end

arrived = status('Mới đến', false)
running = status('Đang xử lý', false)
waiting = status('Chờ bổ sung', false)
issued  = status('Đã ban hành', true)
refused = status('Không tiếp nhận', true)
open_task = status('Chờ ý kiến', false)
ends = ['Đồng ý', 'Trả lại', 'Không đồng ý', 'Đã hủy'].map { |name| status(name, true) }

dossier = Tracker.create!(name: 'Hồ sơ khen thưởng', default_status: arrived)
task    = Tracker.create!(name: 'Việc cần xử lý', default_status: open_task)
IssuePriority.create!(name: 'Thường', is_default: true)

fields = ['Số', 'Ký hiệu', 'Ngày ban hành'].map do |name|
  IssueCustomField.create!(name: name, field_format: 'string', is_for_all: true, trackers: [dossier], visible: true)
end

everyday = [:view_issues, :add_issues, :edit_issues, :edit_own_issues, :add_issue_notes, :manage_subtasks, :add_issue_watchers]
submitter = Role.create!(name: 'Bên gửi', permissions: everyday, issues_visibility: 'all')
official  = Role.create!(name: 'Cán bộ', permissions: everyday, issues_visibility: 'all', assignable: true)
machine   = Role.create!(name: 'Máy nối tdkt', permissions: everyday + [:manage_issue_relations], issues_visibility: 'all')

def allow(tracker, role, from, to)
  from.product(to).each do |a, b|
    next if a == b
    WorkflowTransition.create!(tracker_id: tracker.id, role_id: role.id, old_status_id: a.id, new_status_id: b.id)
  end
end
dossier_states = [arrived, running, waiting, issued, refused]
allow(dossier, machine, dossier_states, dossier_states)
allow(dossier, submitter, [waiting], [arrived])
allow(task, machine, [open_task] + ends, [open_task] + ends)
allow(task, official, [open_task], ends - [ends.last])

project = Project.create!(name: 'Thi đua - Khen thưởng', identifier: 'khen-thuong', is_public: true,
                          trackers: [dossier, task], enabled_module_names: ['issue_tracking'])

people = {}
add = lambda do |login, last, first, role|
  user = User.new(lastname: last, firstname: first, mail: "#{login}@office.example", language: 'vi')
  user.login = login
  user.password = user.password_confirmation = SecureRandom.hex(12)
  user.mail_notification = 'none'
  user.save!
  Member.create!(project: project, principal: user, roles: [role])
  people[login] = { 'id' => user.id, 'name' => user.name, 'key' => user.api_key }
end
add.call('tdkt', 'Máy', 'nối tdkt', machine)
add.call('hoa', 'Nguyễn', 'Thị Hòa', submitter)
[['hanh', 'Phạm', 'Thị Hồng Hạnh'], ['dat', 'Trần', 'Quốc Đạt'], ['dung', 'Lê', 'Mạnh Dũng'], ['anh', 'Vũ', 'Thị Ngọc Ánh'],
 ['thinh', 'Nguyễn', 'Đức Thịnh'], ['huong', 'Đỗ', 'Thu Hương']].each { |login, last, first| add.call(login, last, first, official) }

File.write(ARGV[0], JSON.pretty_generate(
  'project' => project.id, 'dossierTracker' => dossier.id, 'taskTracker' => task.id,
  'statuses' => IssueStatus.all.to_h { |s| [s.name, s.id] },
  'fields' => fields.to_h { |f| [f.name, f.id] }, 'people' => people))
